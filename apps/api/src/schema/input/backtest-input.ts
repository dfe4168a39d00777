/** What a backtest and a sweep are asked for. */
import type { BacktestTerms, SweepTerms } from '@quarterdeck/runtime'
import type { FigureName } from '@quarterdeck/simulation'
import { InvalidInput } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { CommissionKind, EntryRule, PriceBasis, SweepMethod } from '../research-enums.ts'
import { microsOf } from '../type/dataset.ts'
import { CarryInput, carryOf } from './carry-input.ts'

const SEED_MAX = 2 ** 32 - 1

const ParameterInput = builder.inputType('BacktestParameterInput', {
  description: 'A parameter of the strategy and its value.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the parameter.' }),
    value: t.string({ required: true, description: 'Value, as text.' }),
  }),
})

const AxisInput = builder.inputType('SweepAxisInput', {
  description: 'A parameter that a sweep varies.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the parameter.' }),
    values: t.string({
      required: true,
      description: 'A range from:to:step, both ends included, or a list a,b,c.',
    }),
  }),
})

const CommissionInput = builder.inputType('CommissionInput', {
  description: 'What trading costs.',
  fields: (t) => ({
    kind: t.field({ type: CommissionKind, required: true, description: 'How it is charged.' }),
    amount: t.field({
      type: 'Decimal',
      description:
        'RATE: the share, 0.001 for 0.1 %; PER_UNIT and PER_ORDER: the amount. Left out for the others.',
    }),
    minimum: t.field({ type: 'Decimal', description: 'Least charge of an order; for RATE and PER_UNIT.' }),
    maximum: t.field({ type: 'Decimal', description: 'Greatest charge of an order; for RATE and PER_UNIT.' }),
  }),
})

const FillsInput = builder.inputType('BacktestFillsInput', {
  description: 'How orders meet recorded data; what is left out is the default, which every report states.',
  fields: (t) => ({
    entry: t.field({ type: EntryRule, description: 'What an order meets; NEXT_OPEN by default.' }),
    spreadBasisPoints: t.float({
      description: 'Spread around prices, hundredths of a percent; 0 by default.',
    }),
    slippageBasisPoints: t.float({
      description: 'What a taker loses more, hundredths of a percent; 0 by default.',
    }),
    participation: t.field({
      type: 'Decimal',
      description: "Share of a bar's volume that may be taken, above 0 to 1; no bound by default.",
    }),
    commission: t.field({
      type: CommissionInput,
      description: "What trading costs; the instrument's own fees by default.",
    }),
  }),
})

export const RunBacktestInput = builder.inputType('RunBacktestInput', {
  description: 'What to play.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose backtest.' }),
    name: t.string({ description: "Name for people, at most 100 characters; the strategy's when left out." }),
    strategy: t.string({
      required: true,
      description:
        'Name of a strategy that is listed here, or of any version that is ready, such as momentum@2.',
    }),
    parameters: t.field({
      type: [ParameterInput],
      description: 'Its parameters; what is left out has its default.',
    }),
    datasetIds: t.idList({ required: true, description: 'What it reads: bars, trades or quotes; 1 to 50.' }),
    from: t.field({ type: 'DateTime', description: 'Where it starts; earlier data warms up.' }),
    to: t.field({ type: 'DateTime', description: 'Where it ends, not included.' }),
    currency: t.string({ required: true, description: 'Currency of the account.' }),
    cash: t.field({ type: 'Decimal', required: true, description: 'What it starts with; above zero.' }),
    fills: t.field({ type: FillsInput, description: 'How orders meet recorded data.' }),
    prices: t.field({ type: PriceBasis, defaultValue: 'RAW', description: 'Prices that orders trade on.' }),
    carry: t.field({
      type: [CarryInput],
      description: 'What holding brings or costs beside the dividends of the datasets; at most 10000.',
    }),
    seed: t.float({
      description: `Seed of all chance in it, a whole number from 0 to ${SEED_MAX}; 0 by default.`,
    }),
  }),
})

export const RunSweepInput = builder.inputType('RunSweepInput', {
  description: 'What to play, and what to vary.',
  fields: (t) => ({
    backtest: t.field({
      type: RunBacktestInput,
      required: true,
      description: 'What all trials have in common.',
    }),
    axes: t.field({
      type: [AxisInput],
      required: true,
      description: 'The parameters that vary; at least one.',
    }),
    method: t.field({ type: SweepMethod, required: true, description: 'How parameter sets are chosen.' }),
    samples: t.int({ description: 'How many sets are tried, 1 to 10000; needed for every method but GRID.' }),
    objective: t.string({
      defaultValue: 'sharpe',
      description:
        'Name of the figure that trials are ranked by: the higher the better; of costs, deviations and drawdown lengths the lower.',
    }),
  }),
})

type RunInput = typeof RunBacktestInput.$inferInput

/** The terms as runtime takes them; `root` is where the input stands, for messages. */
export function backtestTerms(input: RunInput, root: readonly string[]): BacktestTerms {
  const seed = input.seed ?? 0
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new InvalidInput(`must be a whole number from 0 to ${SEED_MAX}`, [...root, 'seed'])
  return {
    name: input.name ?? '',
    strategy: input.strategy,
    parameters: byName(input.parameters?.map(({ name, value }) => [name, value]) ?? [], [
      ...root,
      'parameters',
    ]),
    datasetIds: input.datasetIds.map((id) => requireId('Dataset', id, [...root, 'datasetIds'])),
    from: microsOf(input.from),
    to: microsOf(input.to),
    currency: input.currency,
    cash: input.cash,
    seed,
    fills: fillsOf(input.fills, [...root, 'fills']),
    prices: input.prices ?? 'RAW',
    carry: carryOf(input.carry, [...root, 'carry']),
  }
}

/** Terms as the audit log keeps them: of what holding brings or costs, how much there is. */
export function auditedTerms(terms: BacktestTerms): object {
  return { ...terms, carry: terms.carry?.length ?? 0 }
}

/** The terms of a sweep as runtime takes them; `root` is where the input stands, for messages. */
export async function sweepTerms(
  input: typeof RunSweepInput.$inferInput,
  root: readonly string[],
): Promise<SweepTerms> {
  return {
    ...backtestTerms(input.backtest, [...root, 'backtest']),
    axes: byName(
      input.axes.map(({ name, values }) => [name, values]),
      [...root, 'axes'],
    ),
    method: input.method,
    samples: input.samples ?? null,
    objective: await objectiveOf(input.objective ?? 'sharpe', [...root, 'objective']),
  }
}

async function objectiveOf(name: string, path: readonly string[]): Promise<FigureName> {
  // Loaded with the first sweep: a server that only trades goes without.
  const { FIGURE_NAMES } = await import('@quarterdeck/simulation')
  const figure = FIGURE_NAMES.find((known) => known === name)
  if (figure !== undefined) return figure
  throw new InvalidInput(`must be one of ${FIGURE_NAMES.join(', ')}`, path)
}

/** Pairs as a record; a name that stands twice is refused, as nobody can say which value is meant. */
export function byName(
  pairs: readonly (readonly [string, string])[],
  path: readonly string[],
): Readonly<Record<string, string>> {
  const names = pairs.map(([name]) => name)
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) throw new InvalidInput(`names ${twice} twice: once is allowed`, path)
  return Object.fromEntries(pairs)
}

function fillsOf(fills: RunInput['fills'], path: readonly string[]): BacktestTerms['fills'] {
  if (fills == null) return {}
  const { entry, spreadBasisPoints, slippageBasisPoints, participation, commission } = fills
  return {
    ...(entry == null ? {} : { entry }),
    ...(spreadBasisPoints == null
      ? {}
      : { spread: { kind: 'BASIS_POINTS', basisPoints: spreadBasisPoints } as const }),
    ...(slippageBasisPoints == null
      ? {}
      : { slippage: { kind: 'BASIS_POINTS', basisPoints: slippageBasisPoints } as const }),
    ...(participation == null ? {} : { participation }),
    ...(commission == null ? {} : { commission: commissionOf(commission, [...path, 'commission']) }),
  }
}

type Commission = NonNullable<BacktestTerms['fills']['commission']>

function commissionOf(
  { kind, amount, minimum, maximum }: typeof CommissionInput.$inferInput,
  path: readonly string[],
): Commission {
  if (kind === 'INSTRUMENT' || kind === 'NONE') return { kind }
  if (amount == null) throw new InvalidInput(`must be given for ${kind}`, [...path, 'amount'])
  if (kind === 'PER_ORDER') return { kind, amount }
  const bounds = { ...(minimum == null ? {} : { minimum }), ...(maximum == null ? {} : { maximum }) }
  return kind === 'RATE' ? { kind, rate: amount, ...bounds } : { kind, perUnit: amount, ...bounds }
}
