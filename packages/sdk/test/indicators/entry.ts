/** One line of the catalogue of indicators: what it is, and how both of its forms are run on the same bars. */

import type { Indicator } from '../../src/index.ts'

/** All columns that an indicator may read. */
export interface BarColumns {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  readonly session: Float64Array
  readonly x: Float64Array
  readonly y: Float64Array
}

export type Field = keyof BarColumns

export type Family = 'averages' | 'momentum' | 'trend' | 'volatility' | 'volume' | 'statistics' | 'prices'

/** An indicator with one set of parameters. */
export interface Subject {
  readonly label: string
  make(): Indicator
  /** Feeds one bar. */
  feed(indicator: Indicator, columns: BarColumns, at: number): number
  /** Each line of the array form. */
  arrays(columns: BarColumns): Readonly<Record<string, Float64Array>>
  /** The same line of the streaming form. */
  read(indicator: Indicator, line: string): number
}

export interface Entry {
  readonly family: Family
  readonly meaning: string
  readonly source: string
  /** Names of the streaming class and the array function. */
  readonly streaming: string
  readonly array: string
  readonly inputs: readonly Field[]
  readonly lines: readonly string[]
  /** The first is the one with the defaults. */
  readonly subjects: readonly [Subject, ...Subject[]]
}

type Fed = Indicator & { update(input: never): number }
type Lines = Readonly<Record<string, string>>

interface Terms<Input extends Field, Parameters extends readonly unknown[]> {
  readonly meaning: string
  readonly source: string
  readonly inputs: readonly Input[]
  readonly streaming: new (...parameters: Parameters) => Fed
  readonly array: (columns: never, ...parameters: Parameters) => Float64Array | object
  /** Line of the array form -> field of the streaming form; absent: one line, the value. */
  readonly lines?: Lines
  /** Parameters to try beside the defaults. */
  readonly variants: readonly Parameters[]
}

/** An indicator of single values. */
export function ofValues<Parameters extends readonly unknown[]>(
  family: Family,
  terms: Omit<Terms<'close', Parameters>, 'inputs'> & { readonly inputs?: readonly Field[] },
): Entry {
  const [input = 'close'] = terms.inputs ?? []
  return entryOf(
    family,
    { ...terms, inputs: [input] },
    {
      input: (columns, at) => columns[input][at],
      columns: (columns) => columns[input],
    },
  )
}

/** An indicator of bars. */
export function ofBars<Input extends Field, Parameters extends readonly unknown[]>(
  family: Family,
  terms: Terms<Input, Parameters>,
): Entry {
  return entryOf(family, terms, {
    input: (columns, at) => Object.fromEntries(terms.inputs.map((field) => [field, columns[field][at]])),
    columns: (columns) => Object.fromEntries(terms.inputs.map((field) => [field, columns[field]])),
  })
}

interface Reader {
  input(columns: BarColumns, at: number): unknown
  columns(columns: BarColumns): unknown
}

function entryOf<Input extends Field, Parameters extends readonly unknown[]>(
  family: Family,
  terms: Terms<Input, Parameters>,
  reader: Reader,
): Entry {
  const { meaning, source, inputs, lines = { value: 'value' } } = terms
  const subject = (parameters: readonly unknown[]): Subject => {
    const make = (): Indicator => new terms.streaming(...(parameters as Parameters))
    return {
      label: `${make().name}(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`,
      make,
      feed: (indicator, columns, at) => (indicator as Fed).update(reader.input(columns, at) as never),
      arrays: (columns) => {
        const out = terms.array(reader.columns(columns) as never, ...(parameters as Parameters))
        return out instanceof Float64Array ? { value: out } : (out as Readonly<Record<string, Float64Array>>)
      },
      read: (indicator, line) => (indicator as unknown as Record<string, number>)[lines[line]!]!,
    }
  }
  return {
    family,
    meaning,
    source,
    streaming: terms.streaming.name,
    array: terms.array.name,
    inputs,
    lines: Object.keys(lines),
    subjects: [subject([]), ...terms.variants.map(subject)],
  }
}
