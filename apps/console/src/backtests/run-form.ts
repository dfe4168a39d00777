/** The form of a new backtest, sweep or walk-forward as the person fills it, and the input that the API takes. */
import type {
  CommissionInput,
  CommissionKind,
  EntryRule,
  PriceBasis,
  RunBacktestInput,
  RunSweepInput,
  RunWalkForwardInput,
  SweepMethod,
  WalkForwardKind,
} from '../generated/graphql.ts'
import { carryFault, toCarry } from './carry-text.ts'

export interface RunForm {
  readonly name: string
  readonly strategy: string
  /** By name; what is empty has the strategy's default. */
  readonly parameters: Readonly<Record<string, string>>
  readonly datasetIds: readonly string[]
  /** Days, `YYYY-MM-DD` in UTC; empty: as far as the data goes. */
  readonly from: string
  readonly to: string
  readonly currency: string
  readonly cash: string
  readonly entry: EntryRule
  readonly commission: CommissionKind
  readonly commissionAmount: string
  /** Least and greatest charge of an order; empty: none. */
  readonly commissionMinimum: string
  readonly commissionMaximum: string
  readonly spread: string
  readonly slippage: string
  readonly participation: string
  readonly prices: PriceBasis
  /** Lines of instrument, instant, kind and amount. */
  readonly carry: string
  readonly seed: string
  readonly sweeps: boolean
  /** By parameter: `from:to:step` or `a,b,c`; empty: it is not varied. */
  readonly axes: Readonly<Record<string, string>>
  readonly method: SweepMethod
  readonly samples: string
  readonly objective: string
  /** Whether the sweep is made in windows, each with a test of what it chose. */
  readonly walks: boolean
  readonly windowKind: WalkForwardKind
  /** Lengths such as 365d; step, purge and embargo may be empty. */
  readonly train: string
  readonly test: string
  readonly step: string
  readonly purge: string
  readonly embargo: string
}

export const emptyRun: RunForm = {
  name: '',
  strategy: '',
  parameters: {},
  datasetIds: [],
  from: '',
  to: '',
  currency: 'USD',
  cash: '100000',
  entry: 'NEXT_OPEN',
  commission: 'INSTRUMENT',
  commissionAmount: '',
  commissionMinimum: '',
  commissionMaximum: '',
  spread: '',
  slippage: '',
  participation: '',
  prices: 'RAW',
  carry: '',
  seed: '0',
  sweeps: false,
  axes: {},
  method: 'GRID',
  samples: '100',
  objective: 'sharpe',
  walks: false,
  windowKind: 'ROLLING',
  train: '365d',
  test: '90d',
  step: '',
  purge: '',
  embargo: '',
}

const given = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).filter(([, value]) => value.trim() !== '')

/** Whether a commission of this kind has an amount. */
export function hasAmount(kind: CommissionKind): boolean {
  return kind !== 'INSTRUMENT' && kind !== 'NONE'
}

/** Whether what an order pays can be bounded. */
export function hasBounds(kind: CommissionKind): boolean {
  return kind === 'RATE' || kind === 'PER_UNIT'
}

/** Returns the axes that are varied. */
export function axesOf(form: RunForm): readonly { readonly name: string; readonly values: string }[] {
  return given(form.axes).map(([name, values]) => ({ name, values: values.trim() }))
}

const dayStart = (day: string) => `${day}T00:00:00Z`

/** Returns the end of a range that includes its last day: the API's end is not included. */
function afterDay(day: string): string {
  return new Date(Date.parse(dayStart(day)) + 86_400_000).toISOString()
}

/** Returns the input of a single run. What is varied by a sweep is not among its parameters. */
export function toRun(form: RunForm, organizationId: string): RunBacktestInput {
  const varied = new Set(form.sweeps ? axesOf(form).map(({ name }) => name) : [])
  const { entry, spread, slippage, participation } = form
  return {
    organizationId,
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    strategy: form.strategy,
    parameters: given(form.parameters)
      .filter(([name]) => !varied.has(name))
      .map(([name, value]) => ({ name, value: value.trim() })),
    datasetIds: [...form.datasetIds],
    ...(form.from === '' ? {} : { from: dayStart(form.from) }),
    ...(form.to === '' ? {} : { to: afterDay(form.to) }),
    currency: form.currency.trim().toUpperCase(),
    cash: form.cash.trim(),
    fills: {
      entry,
      commission: toCommission(form),
      ...(spread.trim() === '' ? {} : { spreadBasisPoints: Number(spread) }),
      ...(slippage.trim() === '' ? {} : { slippageBasisPoints: Number(slippage) }),
      ...(participation.trim() === '' ? {} : { participation: participation.trim() }),
    },
    prices: form.prices,
    ...(form.carry.trim() === '' ? {} : { carry: toCarry(form.carry) }),
    seed: Number(form.seed.trim() || '0'),
  }
}

function toCommission(form: RunForm): CommissionInput {
  const { commission: kind } = form
  const [minimum, maximum] = [form.commissionMinimum.trim(), form.commissionMaximum.trim()]
  return {
    kind,
    ...(hasAmount(kind) ? { amount: form.commissionAmount.trim() } : {}),
    ...(hasBounds(kind) && minimum !== '' ? { minimum } : {}),
    ...(hasBounds(kind) && maximum !== '' ? { maximum } : {}),
  }
}

/** Returns the input of a sweep. */
export function toSweep(form: RunForm, organizationId: string): RunSweepInput {
  return {
    backtest: toRun(form, organizationId),
    axes: axesOf(form).map((axis) => ({ ...axis })),
    method: form.method,
    ...(form.method === 'GRID' ? {} : { samples: Number(form.samples) }),
    objective: form.objective,
  }
}

/** Returns the input of a walk-forward. */
export function toWalkForward(form: RunForm, organizationId: string): RunWalkForwardInput {
  const lengths = given({ step: form.step, purge: form.purge, embargo: form.embargo })
  return {
    sweep: toSweep(form, organizationId),
    kind: form.windowKind,
    train: form.train.trim(),
    test: form.test.trim(),
    ...Object.fromEntries(lengths.map(([name, length]) => [name, length.trim()])),
  }
}

export interface RunFault {
  readonly field: string
  readonly message: string
}

const isAmount = (text: string) => /^\d+(\.\d+)?$/.test(text.trim())
const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))

/** Returns the first thing that is missing or no number; whether values are allowed is the server's to say. */
export function runFault(form: RunForm): RunFault | null {
  if (form.strategy === '') return { field: 'strategy', message: 'Choose a strategy.' }
  if (form.datasetIds.length === 0) return { field: 'datasetIds', message: 'Choose at least one dataset.' }
  if (!isAmount(form.cash)) return { field: 'cash', message: 'Has to be a number above 0.' }
  if (hasAmount(form.commission) && !isAmount(form.commissionAmount))
    return { field: 'commissionAmount', message: 'Has to be a number.' }
  for (const field of ['commissionMinimum', 'commissionMaximum'] as const) {
    if (hasBounds(form.commission) && form[field].trim() !== '' && !isAmount(form[field]))
      return { field, message: 'Has to be a number.' }
  }
  for (const field of ['spread', 'slippage'] as const) {
    if (form[field] !== '' && !isNumber(form[field])) return { field, message: 'Has to be a number.' }
  }
  if (form.participation !== '' && !isNumber(form.participation))
    return { field: 'participation', message: 'Has to be above 0 and at most 1.' }
  const carry = carryFault(form.carry)
  if (carry !== null) return { field: 'carry', message: carry }
  if (form.from !== '' && form.to !== '' && form.to < form.from)
    return { field: 'to', message: 'Ends before it starts.' }
  if (form.sweeps && axesOf(form).length === 0)
    return { field: 'axes', message: 'Give values to at least one parameter.' }
  if (form.sweeps && form.method !== 'GRID' && !/^[1-9]\d*$/.test(form.samples))
    return { field: 'samples', message: 'Has to be a whole number above 0.' }
  for (const field of ['train', 'test'] as const) {
    if (form.sweeps && form.walks && form[field].trim() === '')
      return { field, message: 'Has to be a length such as 90d.' }
  }
  return null
}

const COUNTED_MAX = 1e12

/** Returns how many values an axis names, or null when it cannot be read as one. */
export function axisCount(values: string): number | null {
  const range = values.split(':').map((part) => part.trim())
  if (range.length === 1) {
    const list = values.split(',').map((part) => part.trim())
    return list.every((part) => part !== '') ? list.length : null
  }
  if (range.length > 3 || !range.every(isNumber)) return null
  const [from = 0, to = 0, step = 1] = range.map(Number)
  if (step <= 0 || to < from) return null
  // A step of 0.1 that is repeated misses its end by a hair.
  return Math.floor((to - from) / step + 1e-9) + 1
}

/** Returns how many runs a sweep, or a window of a walk-forward, has, or null while nothing varies or an axis cannot be read. */
export function runCount(form: RunForm): number | null {
  if (form.method !== 'GRID') return /^[1-9]\d*$/.test(form.samples) ? Number(form.samples) : null
  const axes = axesOf(form)
  if (axes.length === 0) return null
  let count = 1
  for (const { values } of axes) {
    const size = axisCount(values)
    if (size === null) return null
    count = Math.min(COUNTED_MAX, count * size)
  }
  return count
}
