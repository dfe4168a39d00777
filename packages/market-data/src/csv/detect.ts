/** Says what a text file is: its dialect and why, the layout to read it by, and what only the caller can decide. */
import { MarketDataError } from '../market-data-error.ts'
import { timeframeOfMicros, DAY_MICROS, type Timeframe } from '../series/timeframe.ts'
import type { SeriesKind } from '../series/series-key.ts'
import { matchDialect, type DialectMatch } from './dialects.ts'
import { fieldsOfKind } from '../columns/column-table.ts'
import { isBook, isLevelField, levelColumns } from './book-columns.ts'
import { requiredFields, type CsvLayout, type Dialect, type TimeForm } from './layout.ts'
import { plainName, type Sample } from './sample.ts'
import { wordsOf } from './words.ts'
import { guessTimeForm, isClock, type TimeGuess } from './time-form.ts'

/** What the caller says of a file; it wins over what is detected. */
export interface LayoutChoices {
  readonly dialect?: Dialect
  readonly kind?: SeriesKind
  /** Class of the instrument: LEAN writes equities otherwise than currencies. */
  readonly assetClass?: string
  /** Column of each field, by name or by number from 1; `clock` for a time of day in a column of its own. */
  readonly columns?: Readonly<Record<string, string | number>>
  readonly separator?: string
  readonly zone?: string
  readonly dateOrder?: 'YMD' | 'DMY' | 'MDY'
  readonly repeatedHour?: 'EARLIER' | 'LATER'
  readonly priceDivisor?: number
  readonly label?: 'OPEN' | 'CLOSE'
  /** In a file of many instruments: the one that counts. */
  readonly symbol?: string
}

/** Something that only the caller can say, and the choice that says it. */
export interface FileQuestion {
  readonly choice: 'zone' | 'dateOrder' | 'symbol'
  readonly text: string
}

export interface Detection {
  readonly dialect: Dialect
  readonly why: string
  readonly layout: CsvLayout
  /** Whether the first rows carry dates alone, or midnights. */
  readonly datesOnly: boolean
  /** What must be chosen before the file can be imported; days and longer need no zone. */
  readonly questions: readonly FileQuestion[]
}

const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  // A column named time beside one named date is the time of day.
  time: ['timestamp', 'datetime', 'date', 'opentime', 'unix', 'unixtimestamp', 'ts', 'time'],
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice'],
  low: ['low', 'l', 'lowprice'],
  close: ['close', 'c', 'closeprice', 'last', 'price'],
  volume: ['volume', 'vol', 'v', 'tickvol', 'volumebtc', 'basevolume', 'qty'],
  price: ['price', 'p', 'tradeprice'],
  aggressor: ['isbuyermaker', 'buyermaker', 'side', 'takerside', 'aggressor'],
  size: ['size', 'qty', 'quantity', 'amount', 'volume'],
  bid: ['bid', 'bidprice', 'b'],
  bidSize: ['bidsize', 'bidqty', 'bidvolume'],
  ask: ['ask', 'askprice', 'a', 'offer'],
  askSize: ['asksize', 'askqty', 'askvolume'],
  side: ['side'],
  sequenceFrom: ['sequencefrom', 'firstupdateid'],
  sequence: ['sequence', 'lastupdateid', 'seq', 'seqnum', 'sequencenum'],
  flags: ['flags', 'issnapshot', 'updatetype'],
}
/** Of a book the time at which it was received comes first: nobody could act on it earlier. */
const BOOK_TIMES: readonly string[] = ['localtimestamp', 'tsrecv', ...SYNONYMS['time']!, 'tsevent']
const SYMBOL_NAMES: ReadonlySet<string> = new Set(['name', 'symbol', 'ticker'])

/** Detects how a sample is laid out. Throws `BAD_FILE` naming the columns that are missing. */
export function detect(sample: Sample, choices: LayoutChoices = {}): Detection {
  const match = choices.dialect === 'GENERIC' ? undefined : matchDialect(sample, choices)
  if (choices.dialect !== undefined && (match?.dialect ?? 'GENERIC') !== choices.dialect) {
    const message = `is not laid out as ${choices.dialect}: it looks like ${match?.dialect ?? 'none that is known by name'}`
    throw new MarketDataError('BAD_FILE', message, { file: sample.file })
  }
  const names = columnNames(sample, match)
  const kind = choices.kind ?? match?.kind ?? kindOf(sample, names)
  if (kind !== 'DEPTH') refuseBook(sample, names)
  const columns = placeColumns(sample, { names, kind, match, choices })
  const clockColumn = clockColumnOf(sample, { names, match, choices, timeColumn: columns['time']! })
  const questions: FileQuestion[] = []
  const { time, guess } = timeOf(sample, { column: columns['time']!, match, choices, questions })
  const atMidnight =
    (guess.hasClock || clockColumn !== undefined) && allAtMidnight(sample, clockColumn ?? columns['time']!)
  const datesOnly = time.form === 'DATE' && ((clockColumn === undefined && !guess.hasClock) || atMidnight)
  const zone = choices.zone ?? match?.zone
  if (!datesOnly && !guess.hasOffset && time.form !== 'EPOCH' && zone === undefined) {
    const text = 'times carry no offset from UTC: choose zone, such as UTC or America/New_York'
    questions.push({ choice: 'zone', text })
  }
  const only = onlySymbol(sample, { names, symbol: choices.symbol, questions })
  const layout: CsvLayout = {
    kind,
    separator: sample.separator,
    decimal: sample.decimal,
    headerLines: sample.headerLines,
    names,
    fields: columns['bid1'] === undefined ? fieldsOfKind(kind) : Object.keys(columns),
    columns,
    time,
    words: wordsOf(sample, columns),
    priceDivisor: choices.priceDivisor ?? match?.priceDivisor ?? 1,
    label: choices.label ?? match?.label ?? 'OPEN',
    skipEmpty: match?.skipEmpty ?? false,
    ...(clockColumn !== undefined && { clockColumn }),
    ...(zone !== undefined && { zone }),
    ...(choices.repeatedHour !== undefined && { repeatedHour: choices.repeatedHour }),
    ...(only !== undefined && { only }),
  }
  const why = match?.why ?? `columns by their names: ${Object.keys(columns).join(', ')}`
  return { dialect: match?.dialect ?? 'GENERIC', why, layout, datesOnly, questions }
}

function columnNames(sample: Sample, match: DialectMatch | undefined): readonly string[] {
  const width = sample.rows[0]?.length ?? sample.header?.length ?? 0
  const { header } = sample
  // A time of day that the header does not name stands after the date.
  const named =
    header !== undefined && match?.clockColumn === 1 && header.length === width - 1
      ? [header[0]!, 'Time', ...header.slice(1)]
      : (header ?? [])
  return Array.from(
    { length: header === undefined ? width : named.length },
    (_, at) => named[at] || String(at + 1),
  )
}

function refuseBook(sample: Sample, names: readonly string[]): void {
  if (!isBook(names)) return
  const message = `columns ${names.join(', ')} are those of an order book: import it as DEPTH`
  throw new MarketDataError('BAD_FILE', message, { file: sample.file, row: Math.max(1, sample.headerLines) })
}

function kindOf(sample: Sample, names: readonly string[]): SeriesKind {
  const plain = names.map(plainName)
  if (sample.header === undefined) return (sample.rows[0]?.length ?? 0) === 3 ? 'TRADES' : 'BARS'
  if (isBook(names) || (plain.includes('side') && plain.includes('flags'))) return 'DEPTH'
  if (plain.includes('bid') && plain.includes('ask')) return 'QUOTES'
  return plain.includes('price') && !plain.includes('open') ? 'TRADES' : 'BARS'
}

interface Placing {
  readonly names: readonly string[]
  readonly kind: SeriesKind
  readonly match: DialectMatch | undefined
  readonly choices: LayoutChoices
}

function placeColumns(sample: Sample, given: Placing): Readonly<Record<string, number>> {
  const { names, kind } = given
  const levels = kind === 'DEPTH' ? (chosenLevels(sample, given) ?? levelColumns(names)) : undefined
  const required = levels === undefined ? requiredFields(kind) : ['time']
  const fields = levels === undefined ? [...new Set([...required, ...fieldsOfKind(kind)])] : required
  const placed = placedColumns(sample, fields, given)
  // A header whose first name is empty, as pandas writes its index, names the time by its place.
  if (placed['time'] === undefined && sample.header?.[0] === '') placed['time'] = 0
  const columns = { ...placed, ...levels }
  const missing = required.filter((field) => columns[field] === undefined)
  if (missing.length > 0) {
    const message = `no column for ${missing.join(', ')} of ${kind}; there are ${names.join(', ')}: map them with columns`
    throw new MarketDataError('BAD_FILE', message, {
      file: sample.file,
      row: Math.max(1, sample.headerLines),
    })
  }
  return columns
}

/** Columns of whole books that the caller names; undefined where none is. */
function chosenLevels(sample: Sample, { names, choices }: Placing): Record<string, number> | undefined {
  const chosen = Object.entries(choices.columns ?? {}).filter(([field]) => isLevelField(field))
  if (chosen.length === 0) return undefined
  return Object.fromEntries(chosen.map(([field, column]) => [field, positionOf(names, column, sample.file)]))
}

function placedColumns(
  sample: Sample,
  fields: readonly string[],
  { names, kind, match, choices }: Placing,
): Record<string, number> {
  const plain = names.map((name) => plainName(name.replace(/^.*\.(?=[A-Za-z]+$)/, '')))
  const columns: Record<string, number> = {}
  for (const [index, field] of fields.entries()) {
    const chosen = choices.columns?.[field]
    const synonyms = kind === 'DEPTH' && field === 'time' ? BOOK_TIMES : SYNONYMS[field]!
    const byName = sample.header === undefined ? -1 : firstOf(plain, synonyms)
    const position =
      chosen === undefined ? (match?.columns?.[field] ?? byName) : positionOf(names, chosen, sample.file)
    const isPlaced = sample.header === undefined && choices.columns === undefined && field !== 'aggressor'
    const orPlace = position < 0 && isPlaced ? index : position
    if (orPlace >= 0 && orPlace < names.length) columns[field] = orPlace
  }
  return columns
}

function firstOf(plain: readonly string[], synonyms: readonly string[]): number {
  for (const synonym of synonyms) {
    const at = plain.indexOf(synonym)
    if (at >= 0) return at
  }
  return -1
}

function positionOf(names: readonly string[], chosen: string | number, file: string): number {
  const at = typeof chosen === 'number' ? chosen - 1 : names.indexOf(chosen)
  if (at >= 0 && at < names.length) return at
  const message = `there is no column ${JSON.stringify(chosen)}; there are ${names.join(', ')}`
  throw new MarketDataError('BAD_OPTION', message, { file, field: 'columns' })
}

function clockColumnOf(
  sample: Sample,
  given: {
    readonly names: readonly string[]
    readonly match: DialectMatch | undefined
    readonly choices: LayoutChoices
    readonly timeColumn: number
  },
): number | undefined {
  const { names, match, choices, timeColumn } = given
  const chosen = choices.columns?.['clock']
  if (chosen !== undefined) return positionOf(names, chosen, sample.file)
  if (match?.clockColumn !== undefined) return match.clockColumn
  const next = timeColumn + 1
  const looksLikeClock = isClock(sample.rows[0]?.[next] ?? '') && !isClock(sample.rows[0]?.[timeColumn] ?? '')
  return looksLikeClock ? next : undefined
}

function timeOf(
  sample: Sample,
  given: {
    readonly column: number
    readonly match: DialectMatch | undefined
    readonly choices: LayoutChoices
    readonly questions: FileQuestion[]
  },
): { readonly time: TimeForm; readonly guess: TimeGuess } {
  const { column, match, choices, questions } = given
  const values = sample.rows.map((row) => row[column] ?? '').filter((value) => value !== '')
  const guess = guessTimeForm(values, choices.dateOrder)
  if (match?.time !== undefined) return { time: match.time, guess }
  if (guess.question !== undefined) questions.push({ choice: 'dateOrder', text: guess.question })
  if (guess.form !== undefined) return { time: guess.form, guess }
  const where = {
    file: sample.file,
    row: sample.headerLines + 1,
    column: sample.header?.[column] ?? String(column + 1),
  }
  const first = values[0] ?? ''
  if (isClock(first)) {
    throw new MarketDataError(
      'AMBIGUOUS',
      `"${first}" is a time of day without a date: a column of dates is needed`,
      where,
    )
  }
  throw new MarketDataError('BAD_ROW', `"${first}" is no time`, where)
}

function allAtMidnight(sample: Sample, column: number): boolean {
  return sample.rows.every((row) => /(^|[T ])0?0:?00(:?00)?(\.0+)?(Z|[+-]00:?00)?$/.test(row[column] ?? ''))
}

function onlySymbol(
  sample: Sample,
  given: {
    readonly names: readonly string[]
    readonly symbol: string | undefined
    readonly questions: FileQuestion[]
  },
): CsvLayout['only'] {
  if (sample.header === undefined) return undefined
  const column = given.names.findIndex((name) => SYMBOL_NAMES.has(plainName(name)))
  if (column < 0) return undefined
  const values = [...new Set(sample.rows.map((row) => row[column] ?? ''))]
  const value = given.symbol ?? (values.length === 1 ? values[0] : undefined)
  if (value !== undefined) return { column, value, refusesOthers: given.symbol === undefined }
  const text = `column ${given.names[column]} names ${values.length} instruments (${values.slice(0, 5).join(', ')}): choose symbol`
  given.questions.push({ choice: 'symbol', text })
  return undefined
}

/** The timeframe that the times of rows suggest: the commonest distance between neighbours; `tick` where none is common. */
export function guessTimeframe(times: Float64Array): Timeframe | undefined {
  const counts = new Map<number, number>()
  for (let row = 1; row < times.length; row += 1) {
    const distance = Math.abs(times[row]! - times[row - 1]!)
    if (distance > 0) counts.set(distance, (counts.get(distance) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)
  if (commonest === undefined) return undefined
  const [distance, count] = commonest
  if (distance >= 28 * DAY_MICROS && distance <= 31 * DAY_MICROS) return '1mo'
  if (count < counts.size / 2 && count * 3 < times.length) return 'tick'
  return timeframeOfMicros(distance) ?? 'tick'
}
