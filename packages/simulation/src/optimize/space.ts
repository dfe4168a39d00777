/**
 * What a search chooses from: one axis a parameter, a list of values or a range.
 *
 * Searches work in the unit cube; here a place in it becomes parameters. The axes that the SDK's `parseGrid` gives fit as
 * they are.
 */

export type ParameterValue = string | number | boolean
export type ParameterSet = Readonly<Record<string, ParameterValue>>

export type SearchAxis = ListAxis | RangeAxis

export interface ListAxis {
  readonly name: string
  /** In order: neighbours count as alike where they are numbers. */
  readonly values: readonly ParameterValue[]
}

export interface RangeAxis {
  readonly name: string
  /** Both ends included. */
  readonly min: number
  readonly max: number
  /** Values are min plus whole steps; null: any. */
  readonly step: number | null
  /** LOG: equal ratios are equally likely; the range must lie above zero. */
  readonly scale: 'LINEAR' | 'LOG'
}

/** A search that cannot be: names the parameter and what is allowed. */
export class SearchFault extends Error {
  override readonly name = 'SearchFault'
  /** The parameter at fault; null: the search as a whole. */
  readonly parameter: string | null

  constructor(parameter: string | null, message: string) {
    super(message)
    this.parameter = parameter
  }
}

/** Refuses axes without values, turned or endless ranges, steps of nothing, and two axes of one name. */
export function checkSpace(axes: readonly SearchAxis[]): void {
  if (axes.length === 0) throw new SearchFault(null, 'a search needs at least one parameter to vary')
  const names = new Set<string>()
  for (const axis of axes) {
    const { name } = axis
    if (names.has(name)) throw new SearchFault(name, `${name} is given twice: once is needed`)
    names.add(name)
    const fault = 'values' in axis ? listFault(axis) : rangeFault(axis)
    if (fault !== null) throw new SearchFault(name, `${name} ${fault}`)
  }
}

function listFault({ values }: ListAxis): string | null {
  return values.length === 0 ? 'has no values: at least one is needed' : null
}

function rangeFault({ min, max, step, scale }: RangeAxis): string | null {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return `must have finite ends (was ${min} to ${max})`
  if (max < min) return `must not end before it begins (was ${min} to ${max})`
  if (step !== null && !(step > 0)) return `must have a step above zero (was ${step})`
  if (scale === 'LOG' && min <= 0) return `must lie above zero for a logarithmic scale (was ${min} to ${max})`
  return null
}

/** How many values an axis has; Infinity for a range without a step. */
export function axisSize(axis: SearchAxis): number {
  if ('values' in axis) return axis.values.length
  // A hair is forgiven, so that 0 to 1 by 0.1 has its eleventh value.
  return axis.step === null ? Infinity : Math.floor((axis.max - axis.min) / axis.step + 1e-9) + 1
}

/** The k-th value of an axis that can be counted. */
export function valueAt(axis: SearchAxis, k: number): ParameterValue {
  if ('values' in axis) return axis.values[k] ?? axis.values[0] ?? ''
  // Rounded to the decimals of its ends and step: 0.1 * 3 is 0.3 in a report and in a hash.
  return Number((axis.min + k * (axis.step ?? 0)).toPrecision(15))
}

/** The parameters at a place of the unit cube, one coordinate an axis. */
export function parametersAt(axes: readonly SearchAxis[], place: readonly number[]): ParameterSet {
  return Object.fromEntries(axes.map((axis, i) => [axis.name, valueOf(axis, place[i] ?? 0)]))
}

function valueOf(axis: SearchAxis, coordinate: number): ParameterValue {
  const within = Math.min(Math.max(coordinate, 0), 1 - Number.EPSILON)
  if ('values' in axis || (axis.step !== null && axis.scale === 'LINEAR'))
    return valueAt(axis, Math.floor(within * axisSize(axis)))
  const { min, max, step, scale } = axis
  const value = scale === 'LOG' ? min * (max / min) ** within : min + within * (max - min)
  return step === null ? value : valueAt(axis, Math.round((value - min) / step))
}

/** Where parameters lie in the unit cube: the middle of a value's share, for lists and steps. */
export function placeOf(axes: readonly SearchAxis[], parameters: ParameterSet): number[] {
  return axes.map((axis) => {
    const value = parameters[axis.name]
    if ('values' in axis) return (Math.max(0, axis.values.indexOf(value ?? '')) + 0.5) / axis.values.length
    const { min, max, step, scale } = axis
    if (typeof value !== 'number' || max === min) return 0.5
    if (scale === 'LOG') return Math.log(value / min) / Math.log(max / min)
    return step === null ? (value - min) / (max - min) : ((value - min) / step + 0.5) / axisSize(axis)
  })
}
