/**
 * A strategy's parameters: each is declared once and serves types in code, `--param k=v` on the command line, grids of
 * sweeps and forms in the console.
 */

import type { Decimal } from '../decimal.ts'
import type { InstrumentId } from '../instrument.ts'
import type { Micros, Timeframe } from './time.ts'

export const PARAM_KINDS = [
  'int',
  'number',
  'decimal',
  'enum',
  'boolean',
  'string',
  'instrument',
  'duration',
  'timeframe',
] as const
export type ParamKind = (typeof PARAM_KINDS)[number]

/** What a parameter's default may be: its plain JSON form. */
export type ParamDefault = string | number | boolean

/** A parameter as data: what forms and documentation are made from. Plain JSON. */
export interface ParamDescription {
  readonly name: string
  readonly kind: ParamKind
  readonly description: string
  /** null: the value must be given. */
  readonly default: ParamDefault | null
  /** Inclusive bounds: numbers for int and number, decimals for decimal, durations in microseconds; null: none. */
  readonly min: number | Decimal | null
  readonly max: number | Decimal | null
  /** The value is `min` (or 0) plus a whole number of steps; null: any. */
  readonly step: number | Decimal | null
  /** The words an enum allows; null for other kinds. */
  readonly values: readonly string[] | null
  /** Characters a string may have; null for other kinds. */
  readonly maxLength: number | null
}

/** One declared parameter whose value in code is a `Value`. Made by `param`, read by `parseParams`. */
export interface Param<Value> {
  readonly kind: ParamKind
  readonly description: string
  readonly default: ParamDefault | null
  readonly min: number | Decimal | null
  readonly max: number | Decimal | null
  readonly step: number | Decimal | null
  readonly values: readonly string[] | null
  readonly maxLength: number | null
  /** Never there: carries the type of the value for inference. */
  readonly valueType?: Value
}

export type ParamSchema = Readonly<Record<string, Param<unknown>>>

/** The values of a schema as the strategy's code sees them. */
export type ParamValues<Schema extends ParamSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends Param<infer Value> ? Value : never
}

interface Described {
  /** One sentence for forms and `--help`. */
  readonly description?: string
}

interface WithDefault<Value> extends Described {
  /** Taken when the parameter is not given; without one it must be given. */
  readonly default?: Value
}

/** Bounds are inclusive. With `step`, values are `min` (or 0) plus whole steps. */
interface Ranged<Value> extends WithDefault<Value> {
  readonly min?: Value
  readonly max?: Value
  readonly step?: Value
}

/** Declares parameters. A wrong declaration (a default outside its bounds) is found by `defineStrategy`. */
export const param = {
  /** A whole number. */
  int: (terms: Ranged<number> = {}): Param<number> => declare('int', terms),
  /** A number: a double, for arithmetic. */
  number: (terms: Ranged<number> = {}): Param<number> => declare('number', terms),
  /** An exact decimal string, for prices and quantities. */
  decimal: (terms: Ranged<Decimal> = {}): Param<Decimal> => declare('decimal', terms),
  /** One of these words. */
  enum: <const Word extends string>(
    values: readonly Word[],
    terms: WithDefault<NoInfer<Word>> = {},
  ): Param<Word> => declare('enum', { ...terms, values }),
  boolean: (terms: WithDefault<boolean> = {}): Param<boolean> => declare('boolean', terms),
  /** A text of at most `maxLength` characters (200 when left out). */
  string: (terms: WithDefault<string> & { readonly maxLength?: number } = {}): Param<string> =>
    declare('string', { maxLength: 200, ...terms }),
  /** An instrument id such as `SIM:BTC-USD`. */
  instrument: (terms: WithDefault<InstrumentId> = {}): Param<InstrumentId> => declare('instrument', terms),
  /** A span such as `90s`, `5m`, `1d`; in code whole microseconds. */
  duration: (
    terms: Described & {
      readonly default?: Timeframe
      readonly min?: Timeframe
      readonly max?: Timeframe
    } = {},
  ): Param<Micros> => declare('duration', terms),
  /** The length of bars, such as `1m` or `1d`. */
  timeframe: (terms: WithDefault<Timeframe> = {}): Param<Timeframe> => declare('timeframe', terms),
} as const

interface Terms extends Described {
  readonly default?: ParamDefault
  readonly min?: number | Decimal
  readonly max?: number | Decimal
  readonly step?: number | Decimal
  readonly values?: readonly string[]
  readonly maxLength?: number
}

function declare<Value>(kind: ParamKind, terms: Terms): Param<Value> {
  return Object.freeze({
    kind,
    description: terms.description ?? '',
    default: terms.default ?? null,
    min: terms.min ?? null,
    max: terms.max ?? null,
    step: terms.step ?? null,
    values: terms.values === undefined ? null : Object.freeze([...terms.values]),
    maxLength: terms.maxLength ?? null,
  })
}
