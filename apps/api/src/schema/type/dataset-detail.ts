/** What is in a dataset: validation, gaps, sample bars, and its analysis. Numbers that are undefined are null. */
import type {
  GapMap,
  GapRun,
  RangeReport,
  RuleReport,
  SeasonalBucket,
  ValidationReport,
  ValidationRule,
  Volatility,
} from '@quarterdeck/market-data'
import type { DatasetAnalysis, SampleBar } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { DataVerdict } from '../research-enums.ts'

/** A number that GraphQL can carry; null: it is not defined. */
export function definedNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

const Finding = builder.objectRef<RuleReport['findings'][number]>('DataFinding').implement({
  description: 'One place where a rule is broken.',
  fields: (t) => ({
    row: t.exposeInt('row', { description: 'Row of the dataset, from 0.' }),
    at: t.expose('time', { type: 'DateTime', description: 'Time of the row.' }),
    detail: t.exposeString('detail', { description: 'What is wrong, in words.' }),
  }),
})

const Rule = builder.objectRef<RuleReport>('DataRuleReport').implement({
  description: 'What one rule of validation found.',
  fields: (t) => ({
    rule: t.exposeString('rule', { description: 'Name of the rule, such as GAPS.' }),
    verdict: t.expose('verdict', { type: DataVerdict, description: 'Its verdict.' }),
    count: t.exposeInt('count', { description: 'How many places break it.' }),
    checked: t.exposeBoolean('checked', { description: 'Whether it could be checked.' }),
    note: t.exposeString('note', { nullable: true, description: 'Why it could not be checked.' }),
    findings: t.field({
      type: [Finding],
      description: 'The first places.',
      resolve: ({ findings }) => [...findings],
    }),
  }),
})

const BrokenRule = builder
  .objectRef<{ readonly rule: ValidationRule; readonly count: number }>('DataRuleCount')
  .implement({
    description: 'A rule that does not pass in a range.',
    fields: (t) => ({
      rule: t.exposeString('rule', { description: 'Name of the rule.' }),
      count: t.exposeInt('count', { description: 'How often it is broken.' }),
    }),
  })

const Range = builder.objectRef<RangeReport>('DataRangeReport').implement({
  description: 'The verdict of one month, or year for daily and longer bars.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Its start.' }),
    to: t.expose('to', { type: 'DateTime', description: 'Its end, not included.' }),
    verdict: t.expose('verdict', { type: DataVerdict, description: 'The gravest verdict in it.' }),
    broken: t.field({
      type: [BrokenRule],
      description: 'The rules that do not pass in it.',
      resolve: ({ broken }) =>
        Object.entries(broken).map(([rule, count]) => ({ rule: rule as ValidationRule, count })),
    }),
  }),
})

export const ValidationType = builder.objectRef<ValidationReport>('DataValidation').implement({
  description: 'What validation says of a dataset.',
  fields: (t) => ({
    verdict: t.expose('verdict', { type: DataVerdict, description: 'The gravest verdict of all rules.' }),
    rows: t.exposeInt('rows', { description: 'How many rows were checked.' }),
    rules: t.field({ type: [Rule], description: 'Each rule.', resolve: ({ rules }) => [...rules] }),
    ranges: t.field({
      type: [Range],
      description: 'Each month or year.',
      resolve: ({ ranges }) => [...ranges],
    }),
  }),
})

const Gap = builder.objectRef<GapRun>('DataGap').implement({
  description: 'A run of bars that are missing within one session.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'When the first missing bar opens.' }),
    to: t.expose('to', { type: 'DateTime', description: 'When the last missing bar ends.' }),
    missing: t.exposeInt('missing', { description: 'How many are missing.' }),
  }),
})

const GAPS_SHOWN_MAX = 1_000

export const GapMapType = builder.objectRef<GapMap>('DataGapMap').implement({
  description: 'Which bars are missing within the sessions.',
  fields: (t) => ({
    expected: t.exposeInt('expected', { description: 'Bars that the sessions have room for.' }),
    present: t.exposeInt('present', { description: 'Bars that are there.' }),
    missing: t.exposeInt('missing', { description: 'Bars that are not.' }),
    runCount: t.exposeInt('runCount', { description: 'How many runs of missing bars there are.' }),
    runs: t.field({
      type: [Gap],
      description: `The first runs, at most ${GAPS_SHOWN_MAX}.`,
      resolve: ({ runs }) => runs.slice(0, GAPS_SHOWN_MAX),
    }),
  }),
})

export const SampleBarType = builder.objectRef<SampleBar>('DatasetBar').implement({
  description: 'A bar of a dataset, or several put together.',
  fields: (t) => ({
    at: t.expose('time', { type: 'DateTime', description: 'Opening.' }),
    open: t.exposeFloat('open', { description: 'First price.' }),
    high: t.exposeFloat('high', { description: 'Highest price.' }),
    low: t.exposeFloat('low', { description: 'Lowest price.' }),
    close: t.exposeFloat('close', { description: 'Last price.' }),
    volume: t.float({
      nullable: true,
      description: 'Volume; null: it is not recorded.',
      resolve: ({ volume }) => definedNumber(volume),
    }),
  }),
})

const VolatilityType = builder.objectRef<Volatility>('DatasetVolatility').implement({
  description: 'How much prices move, by one estimator.',
  fields: (t) => ({
    estimator: t.exposeString('estimator', { description: 'Name of the estimator, such as YANG_ZHANG.' }),
    perBar: t.float({
      nullable: true,
      description: 'Of one bar.',
      resolve: ({ perBar }) => definedNumber(perBar),
    }),
    annualized: t.float({
      nullable: true,
      description: 'Of a year.',
      resolve: ({ annualized }) => definedNumber(annualized),
    }),
    barsPerYear: t.exposeFloat('barsPerYear', { description: 'How many bars count as a year.' }),
  }),
})

const Bucket = builder.objectRef<SeasonalBucket>('DatasetSeason').implement({
  description: 'Returns of one month of the year, day of the week, or hour of the day (UTC).',
  fields: (t) => ({
    key: t.exposeInt('key', { description: 'Month 1 to 12, weekday 1 (Monday) to 7, hour 0 to 23.' }),
    count: t.exposeInt('count', { description: 'How many returns.' }),
    mean: t.exposeFloat('mean', { description: 'Mean return.' }),
    median: t.exposeFloat('median', { description: 'Median return.' }),
    positiveShare: t.exposeFloat('positiveShare', { description: 'Share of returns above 0.' }),
    tStatistic: t.float({
      nullable: true,
      description: 'Mean over its standard error.',
      resolve: ({ tStatistic }) => definedNumber(tStatistic),
    }),
  }),
})

const Quantile = builder
  .objectRef<{ readonly share: number; readonly value: number }>('DatasetQuantile')
  .implement({
    description: 'A quantile of returns.',
    fields: (t) => ({
      share: t.exposeFloat('share', { description: 'Share of returns at or below it.' }),
      value: t.float({
        nullable: true,
        description: 'The return.',
        resolve: ({ value }) => definedNumber(value),
      }),
    }),
  })

const ReturnsType = builder.objectRef<DatasetAnalysis['returns']>('DatasetReturns').implement({
  description: 'The shape of the returns from close to close.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many.' }),
    mean: t.float({ nullable: true, description: 'Mean.', resolve: ({ mean }) => definedNumber(mean) }),
    deviation: t.float({
      nullable: true,
      description: 'Sample standard deviation.',
      resolve: ({ deviation }) => definedNumber(deviation),
    }),
    min: t.float({ nullable: true, description: 'Lowest.', resolve: ({ min }) => definedNumber(min) }),
    max: t.float({ nullable: true, description: 'Highest.', resolve: ({ max }) => definedNumber(max) }),
    skewness: t.float({
      nullable: true,
      description: 'Skewness.',
      resolve: ({ skewness }) => definedNumber(skewness),
    }),
    excessKurtosis: t.float({
      nullable: true,
      description: 'Kurtosis above that of a normal distribution.',
      resolve: ({ excessKurtosis }) => definedNumber(excessKurtosis),
    }),
    quantiles: t.field({
      type: [Quantile],
      description: 'Quantiles.',
      resolve: ({ quantiles }) => [...quantiles],
    }),
  }),
})

export const DatasetAnalysisType = builder.objectRef<DatasetAnalysis>('DatasetAnalysis').implement({
  description: 'What a series of bars is like.',
  fields: (t) => ({
    coverage: t.float({
      nullable: true,
      description: 'Share of the expected bars that are there; null for bars longer than a day.',
      resolve: ({ coverage }) => coverage?.share ?? null,
    }),
    returns: t.expose('returns', { type: ReturnsType, description: 'Simple returns.' }),
    volatility: t.field({
      type: [VolatilityType],
      description: 'By each estimator.',
      resolve: ({ volatility }) => [...volatility],
    }),
    months: t.field({ type: [Bucket], description: 'By month.', resolve: ({ months }) => [...months] }),
    weekdays: t.field({
      type: [Bucket],
      description: 'By weekday.',
      resolve: ({ weekdays }) => [...weekdays],
    }),
    hours: t.field({
      type: [Bucket],
      description: 'By hour; empty for daily bars.',
      resolve: ({ hours }) => [...hours],
    }),
  }),
})
