/** Parameters of a strategy as a whole: read and checked, described as data, and spread into grids for sweeps. */

import { formatDecimal } from '../decimal.ts'
import type { Strategy } from './definition.ts'
import type { Param, ParamDescription, ParamSchema, ParamValues } from './param.ts'
import { allowed, decimalOf, type ParamFault, type ParsedValue, parseParam } from './param-value.ts'
import { timeframeMicros } from './time.ts'

export type ParsedParams =
  | { readonly ok: true; readonly values: ParamValues<ParamSchema> }
  | { readonly ok: false; readonly faults: readonly ParamFault[] }

/** Values that one parameter of a grid may take at most. */
export const GRID_VALUES_MAX = 100_000

/** One parameter of a grid and the values it is to take, in order. */
export interface GridAxis {
  readonly name: string
  readonly values: readonly (string | number | boolean)[]
}

export type ParsedGrid =
  | { readonly ok: true; readonly axes: readonly GridAxis[] }
  | { readonly ok: false; readonly faults: readonly ParamFault[] }

/** Parameters that are not acceptable; the message has a line a fault. */
export class ParamsError extends Error {
  override readonly name = 'ParamsError'
  readonly faults: readonly ParamFault[]

  constructor(faults: readonly ParamFault[]) {
    super(faults.map(({ message }) => message).join('\n'))
    this.faults = faults
  }
}

/**
 * Reads the parameters of a strategy, as values or as texts; what is left out takes its default. Reports every fault, then
 * what the strategy's own `validate` says of the combination.
 */
export function parseParams(strategy: Strategy, given: Readonly<Record<string, unknown>>): ParsedParams {
  const faults = unknownNames(strategy, Object.keys(given))
  const values: Record<string, unknown> = {}
  for (const [name, param] of Object.entries(strategy.params)) {
    const parsed = valueOf(name, param, Object.hasOwn(given, name) ? given[name] : undefined)
    if (parsed.ok) values[name] = parsed.value
    else faults.push(parsed.fault)
  }
  if (faults.length > 0) return { ok: false, faults }
  const frozen = Object.freeze(values)
  const wrong = combinationFault(strategy, frozen)
  if (wrong === null) return { ok: true, values: frozen }
  return { ok: false, faults: [{ name: '', fault: 'COMBINATION', message: wrong }] }
}

/** The parameters as plain JSON, in the order of their declaration: for forms, `--help` and documentation. */
export function describeParams(strategy: Strategy): readonly ParamDescription[] {
  return Object.entries(strategy.params).map(
    ([name, { kind, description, default: otherwise, min, max, step, values, maxLength }]) => ({
      name,
      kind,
      description,
      default: otherwise,
      min: boundOf(kind, min),
      max: boundOf(kind, max),
      step,
      values,
      maxLength,
    }),
  )
}

/**
 * Reads the axes of a sweep: each a range `from:to:step` (both ends included; for int, number, decimal and duration), a
 * list `a,b,c`, or one value. The axes come in the order of the parameters' declaration.
 */
export function parseGrid(strategy: Strategy, given: Readonly<Record<string, string>>): ParsedGrid {
  const faults = unknownNames(strategy, Object.keys(given))
  const axes: GridAxis[] = []
  for (const [name, param] of Object.entries(strategy.params)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined
    if (text === undefined) continue
    const texts = gridTexts(param, text)
    if (typeof texts === 'string') {
      faults.push({ name, fault: 'GRID', message: `${name}: ${texts} (was "${text.slice(0, 80)}")` })
      continue
    }
    const parsed = texts.map((one) => parseParam(name, param, one))
    const wrong = parsed.find((one) => !one.ok)
    if (wrong !== undefined && !wrong.ok) faults.push(wrong.fault)
    else axes.push({ name, values: parsed.flatMap((one) => (one.ok ? [one.value] : [])) })
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, axes }
}

function combinationFault(strategy: Strategy, values: ParamValues<ParamSchema>): string | null {
  try {
    return strategy.validate?.(values) ?? null
  } catch (error) {
    return `validate of ${strategy.name} failed: ${String(error).slice(0, 500)}`
  }
}

function unknownNames({ name: strategy, params }: Strategy, names: readonly string[]): ParamFault[] {
  const declared = Object.keys(params)
  return names
    .filter((name) => !Object.hasOwn(params, name))
    .map((name) => ({
      name,
      fault: 'UNKNOWN',
      message: `${name} is no parameter of ${strategy}; there are: ${declared.join(', ') || 'none'}`,
    }))
}

function valueOf(name: string, param: Param<unknown>, given: unknown): ParsedValue {
  const value = given ?? param.default
  if (value !== null) return parseParam(name, param, value)
  const message = `${name} must be given: ${allowed(param)}`
  return { ok: false, fault: { name, fault: 'MISSING', message } }
}

function boundOf(kind: Param<unknown>['kind'], bound: number | string | null): number | string | null {
  return kind === 'duration' && typeof bound === 'string' ? timeframeMicros(bound) : bound
}

/** The texts of an axis' values, or what is wrong with it. */
function gridTexts(param: Param<unknown>, text: string): readonly (string | number)[] | string {
  const parts = text.split(':')
  const isRanged = ['int', 'number', 'decimal', 'duration'].includes(param.kind)
  if (parts.length === 1 || !isRanged) {
    const list = text.split(',')
    return list.length <= GRID_VALUES_MAX ? list : `must have at most ${GRID_VALUES_MAX} values`
  }
  if (parts.length !== 3) return 'must be a range from:to:step, a list a,b,c or one value'
  const isSpan = param.kind === 'duration'
  const [from, to, step] = parts.map((part) => (isSpan ? spanUnits(part) : decimalOf(part)))
  if (from == null || to == null || step == null) {
    return `must be a range from:to:step of ${isSpan ? 'spans such as 5m' : 'numbers'}`
  }
  if (step <= 0n) return 'must have a step above zero'
  if (to < from) return 'must not end before it begins'
  const count = (to - from) / step + 1n
  if (count > BigInt(GRID_VALUES_MAX)) return `must have at most ${GRID_VALUES_MAX} values, not ${count}`
  return Array.from({ length: Number(count) }, (_, index) => {
    const units = from + step * BigInt(index)
    return isSpan ? Number(units) : formatDecimal(units, 18)
  })
}

function spanUnits(text: string): bigint | null {
  const micros = timeframeMicros(text)
  return micros === null ? null : BigInt(micros)
}
