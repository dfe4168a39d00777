/** Backtests and sweeps: what was asked for, how far they are, what came of them. */
import type {
  Backtest as BacktestRow,
  BacktestDataset,
  Dataset as DatasetRow,
} from '../../generated/prisma/client.ts'
import type { BacktestTerms, SweepTerms, WalkForwardTerms } from '@quarterdeck/runtime'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { globalId, requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { Backtest, Dataset, Organization } from '../refs.ts'
import { BacktestKind, BacktestStatus, PriceBasis, SeriesKindEnum, SweepMethod } from '../research-enums.ts'
import { asProblem } from '../as-problem.ts'
import { organizationReads } from '../organization-reads.ts'
import { Actor, storedActor } from './actor.ts'
import {
  BacktestDocumentType,
  BacktestTradeType,
  EquityPointType,
  Figure,
  ParameterValue,
  figuresOf,
  parametersOf,
} from './backtest-result.ts'
import { BacktestCarryType } from './backtest-carry.ts'
import { BacktestFillsType } from './backtest-fills.ts'
import { BacktestTrialType } from './backtest-trial.ts'
import { ListedStrategyType } from './backtest-strategy.ts'
import { listedVersions } from './listed-version.ts'
import { pointsOf } from './dataset.ts'
import { Money } from './money.ts'
import { WalkForward } from './walk-forward.ts'
import { rowsPage } from '../rows-page.ts'

/** What runtime stores of a request, as far as it is shown. */
interface StoredTerms {
  readonly parameters: Readonly<Record<string, string>>
  readonly from: number | null
  readonly to: number | null
  readonly currency: string
  readonly cash: string
  readonly seed: number
  readonly fills: BacktestTerms['fills']
  readonly prices?: BacktestTerms['prices']
  readonly carry?: BacktestTerms['carry']
  readonly axes?: Readonly<Record<string, string>>
  readonly method?: SweepTerms['method']
  readonly samples?: number | null
  readonly objective?: string
  readonly walkForward?: WalkForwardTerms['walkForward']
}

function termsOf({ request }: BacktestRow): StoredTerms {
  return request as unknown as StoredTerms
}

const Progress = builder.objectRef<BacktestRow>('BacktestProgress').implement({
  description: 'How far a backtest is: bars of a single run, trials of a sweep or walk-forward.',
  fields: (t) => ({
    done: t.float({ description: 'What is done.', resolve: ({ done }) => Number(done) }),
    total: t.float({
      description: 'What there is to do; 0 while that is not known.',
      resolve: ({ total }) => Number(total),
    }),
    share: t.float({ description: 'What is done of it, 0 to 1.', resolve: shareOf }),
    barsPerSecond: t.exposeFloat('eventsPerSecond', {
      nullable: true,
      description: 'Bars, quotes and trades played a second; null: nothing was yet.',
    }),
    secondsLeft: t.float({
      nullable: true,
      description: 'How long it will still take at this pace; null: nobody can tell, or it has ended.',
      resolve: secondsLeft,
    }),
  }),
})

function shareOf({ done, total, status }: BacktestRow): number {
  if (status === 'COMPLETED') return 1
  return total === 0n ? 0 : Number(done) / Number(total)
}

function secondsLeft(row: BacktestRow): number | null {
  const share = shareOf(row)
  if (row.status !== 'RUNNING' || row.startedAt === null || share === 0) return null
  const spent = (row.updatedAt.getTime() - row.startedAt.getTime()) / 1000
  return (spent / share) * (1 - share)
}

const Input = builder
  .objectRef<BacktestDataset & { readonly dataset: DatasetRow | null }>('BacktestDataset')
  .implement({
    description: 'What a backtest read, pinned by its hash.',
    fields: (t) => ({
      dataset: t.field({
        type: Dataset,
        nullable: true,
        description: 'The dataset as it is now; null: it was deleted.',
        resolve: ({ dataset }) => dataset,
      }),
      instrumentId: t.exposeString('instrumentId', { description: 'VENUE:SYMBOL.' }),
      kind: t.field({
        type: SeriesKindEnum,
        description: 'What is recorded.',
        resolve: ({ kind }) => kind as 'BARS',
      }),
      timeframe: t.exposeString('timeframe', { description: 'Length of a bar.' }),
      contentHash: t.exposeString('contentSha256', {
        nullable: true,
        description: 'SHA-256 of the content that was read; null: it was not read yet.',
      }),
      current: t.boolean({
        description: 'Whether the dataset still has exactly this content, and these splits and dividends.',
        resolve: async ({ backtestId, contentSha256, dataset }, _args, { runtime }) =>
          dataset !== null &&
          dataset.contentSha256 === contentSha256 &&
          (await runtime.research()).datasets.hasReadActions(dataset, backtestId),
      }),
    }),
  })

const Sweep = builder.objectRef<BacktestRow>('BacktestSweep').implement({
  description: 'What a sweep varies, and how.',
  fields: (t) => ({
    method: t.field({
      type: SweepMethod,
      description: 'How it chooses parameter sets.',
      resolve: (row) => termsOf(row).method ?? 'GRID',
    }),
    axes: t.field({
      type: [ParameterValue],
      description: 'Each parameter that varies, with its values as from:to:step or a list.',
      resolve: (row) => parametersOf(termsOf(row).axes),
    }),
    objective: t.string({
      description: 'Name of the figure that trials are ranked by.',
      resolve: (row) => termsOf(row).objective ?? '',
    }),
    samples: t.int({
      nullable: true,
      description: 'How many sets it tries; null: every combination.',
      resolve: (row) => termsOf(row).samples ?? null,
    }),
    trials: t.connection(
      {
        type: BacktestTrialType,
        description:
          'Its trials that are done, in order of their number; partial while it runs. Of a walk-forward: window by window, the test last.',
        resolve: (row, args, { data }) => data.research.trials(row, args),
      },
      { name: 'BacktestTrialConnection', description: 'A page of trials.' },
      { name: 'BacktestTrialEdge', description: 'A trial in a page.' },
    ),
    best: t.field({
      type: BacktestTrialType,
      nullable: true,
      description: 'The best trial so far by the objective; null: none is done, or each window has its own.',
      resolve: ({ id: backtestId, kind, bestTrial: number }, _args, { data }) =>
        number === null || kind !== 'SWEEP'
          ? null
          : data.client.backtestTrial.findFirst({ where: { backtestId, number } }),
    }),
  }),
})

builder.node(Backtest, {
  description: 'A strategy played over recorded data, once or with many parameter sets.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.research.backtest(id)),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name for people.' }),
    kind: t.field({
      type: BacktestKind,
      description: 'One run or many.',
      resolve: ({ kind }) => kind as 'SINGLE',
    }),
    status: t.field({
      type: BacktestStatus,
      description: 'Where it is.',
      resolve: ({ status }) => status as 'QUEUED',
    }),
    strategy: t.exposeString('strategy', { description: 'Name of the strategy.' }),
    parameters: t.field({
      type: [ParameterValue],
      description: 'The parameters that were given; the others have their defaults.',
      resolve: (row) => parametersOf(termsOf(row).parameters),
    }),
    datasets: t.field({
      type: [Input],
      description: 'What it reads.',
      resolve: async ({ id }, _args, { data }) => [...(await data.research.inputsOf(id))],
    }),
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Where it starts; earlier data warms up. Null: at the first row.',
      resolve: (row) => termsOf(row).from,
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Where it ends, not included; null: after the last row.',
      resolve: (row) => termsOf(row).to,
    }),
    cash: t.field({
      type: Money,
      description: 'What it starts with.',
      resolve: (row) => ({ amount: termsOf(row).cash, currency: termsOf(row).currency }),
    }),
    seed: t.float({ description: 'Seed of all chance in it.', resolve: (row) => termsOf(row).seed }),
    fills: t.field({
      type: BacktestFillsType,
      description: 'How orders met recorded data.',
      resolve: (row) => termsOf(row).fills,
    }),
    prices: t.field({
      type: PriceBasis,
      description: 'Prices that orders traded on.',
      resolve: (row) => termsOf(row).prices ?? 'RAW',
    }),
    carry: t.field({
      type: [BacktestCarryType],
      description: 'What holding was declared to bring or cost beside the dividends of the datasets.',
      resolve: (row) => [...(termsOf(row).carry ?? [])],
    }),
    sweep: t.field({
      type: Sweep,
      nullable: true,
      description: 'What is varied; null for a single run.',
      resolve: (row) => (row.kind === 'SINGLE' ? null : row),
    }),
    walkForward: t.field({
      type: WalkForward,
      nullable: true,
      description: 'What a walk-forward has found so far; null for other kinds.',
      resolve: async (row, _args, { runtime }) => {
        const { walkForward: asked } = termsOf(row)
        if (asked === undefined) return null
        const { backtests } = await runtime.research()
        const found = await backtests.walkForwardFindings(row.organizationId, row.id)
        return found === null ? null : { row, asked, found }
      },
    }),
    plan: t.stringList({
      description: "The planner's estimate and recommendation, a sentence an entry.",
      resolve: ({ plan }) => plan,
    }),
    progress: t.field({ type: Progress, description: 'How far it is.', resolve: (row) => row }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it failed; null: it did not.' }),
    figures: t.field({
      type: [Figure],
      description: 'The figures of the report; empty while it is not done, and for sweeps.',
      resolve: ({ figures }) => figuresOf(figures),
    }),
    decisionsDigest: t.exposeString('decisions', {
      nullable: true,
      description: "Digest of the strategy's decisions: equal runs have equal ones. Null: not done.",
    }),
    equity: t.field({
      type: [EquityPointType],
      description: 'Equity and drawdown for a chart, thinned; empty while it is not done.',
      args: { first: t.arg.int({ defaultValue: 500, description: 'At most so many points, 1 to 2000.' }) },
      resolve: async ({ id, organizationId }, { first }, { runtime }) => [
        ...(await (await runtime.research()).backtests.equity(organizationId, id, pointsOf(first))),
      ],
    }),
    trades: t.connection(
      {
        type: BacktestTradeType,
        description: 'Closed trades in order of their exit.',
        resolve: async ({ id, organizationId }, args, { runtime }) =>
          rowsPage(
            organizationId,
            await (await runtime.research()).backtests.trades(organizationId, id),
            args,
          ),
      },
      { name: 'BacktestTradeConnection', description: 'A page of trades.' },
      { name: 'BacktestTradeEdge', description: 'A trade in a page.' },
    ),
    documents: t.field({
      type: [BacktestDocumentType],
      description: 'Its report as files to download; empty while it is not done.',
      resolve: async ({ id, organizationId }, _args, { runtime }) => {
        const documents = await (await runtime.research()).backtests.documents(organizationId, id)
        return documents.map((document) => ({
          ...document,
          url: `/api/backtests/${globalId('Backtest', id)}/${document.name}`,
        }))
      },
    }),
    startedBy: t.field({
      type: Actor,
      description: 'Who started it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it began; null: it waits.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it has not.',
    }),
  }),
})

builder.objectFields(Organization, (t) => ({
  backtests: t.connection(
    {
      type: Backtest,
      description: 'Its backtests and sweeps, newest first.',
      args: { status: t.arg({ type: BacktestStatus, description: 'Only those in this state.' }) },
      ...organizationReads('backtest:read'),
      resolve: ({ id }, args, { data }) =>
        data.research.backtests(
          { organizationId: id, ...(args.status == null ? {} : { status: args.status }) },
          args,
        ),
    },
    { name: 'BacktestConnection', description: 'A page of backtests.' },
    { name: 'BacktestEdge', description: 'A backtest in a page.' },
  ),
  backtest: t.field({
    type: Backtest,
    nullable: true,
    description: 'One of its backtests. To compare several, ask `nodes` for them.',
    args: { id: t.arg.id({ required: true, description: 'The backtest.' }) },
    ...organizationReads('backtest:read'),
    resolve: async (organization, { id }, { data }) => {
      const backtest = await data.research.backtest(requireId('Backtest', id, ['id']), ['id'])
      if (backtest.organizationId !== organization.id) throw notFound('Backtest', ['id'])
      return backtest
    },
  }),
  backtestStrategies: t.field({
    type: [ListedStrategyType],
    description:
      'The strategies that can be backtested here: those of the product, those of the operator, and of each of its own the newest version that is ready.',
    ...organizationReads('backtest:read'),
    resolve: async ({ id }, _args, context) => [
      ...(await asProblem(async () => (await context.runtime.research()).backtests.strategies())),
      ...(await listedVersions(id, context)),
    ],
  }),
}))
