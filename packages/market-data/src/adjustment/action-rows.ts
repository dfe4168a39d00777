/**
 * Rows of a table of text as corporate actions, by the names of its columns: a kind with its value, or a column for dividends and
 * one for splits, as Yahoo's events have them. A fault names file, row and column.
 */
import { civilDayOf } from '../calendar/civil-day.ts'
import { splitLine } from '../csv/sample.ts'
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { actionsInOrder, checkCorporateAction, type CorporateAction } from './corporate-action.ts'

/** Which column holds what. Either `kind` and `value`, or `dividend`, `split` or both. */
export interface ActionColumns {
  /** The ex-date: `2020-08-31`, `20200831`, or an instant in UTC with Z. */
  readonly date: string
  /** SPLIT or CASH_DIVIDEND (or DIVIDEND). */
  readonly kind?: string
  /** New shares for each old one (`7`, `7:1`, `1/20`), or money for each share. */
  readonly value?: string
  readonly dividend?: string
  readonly split?: string
  readonly referencePrice?: string
}

export interface ActionTable {
  readonly file: string
  readonly separator: string
  readonly columns: ActionColumns
}

type Role = keyof ActionColumns

const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i
const RATIO = /^(\d+(?:\.\d+)?)\s*(?::|\/|-?\s*for\s*-?)\s*(\d+(?:\.\d+)?)$/i
/** What stands where there is nothing. */
const NOTHING: ReadonlySet<string> = new Set(['', '0', '0.0', 'null', 'nan', 'none'])
const KINDS: ReadonlyMap<string, CorporateAction['kind']> = new Map([
  ['SPLIT', 'SPLIT'],
  ['STOCK SPLIT', 'SPLIT'],
  ['CASH_DIVIDEND', 'CASH_DIVIDEND'],
  ['DIVIDEND', 'CASH_DIVIDEND'],
])

/** Reads every row after the header. Throws `BAD_FILE` for a column that is not there, `BAD_ROW` for a row that says no action. */
export function readActionRows(text: string, table: ActionTable): readonly CorporateAction[] {
  const { file, separator, columns } = table
  const [header = '', ...lines] = text.split(/\r?\n/)
  const names = splitLine(header, separator).map((name) => name.toLowerCase())
  const places = new Map<Role, number>()
  for (const [role, name] of Object.entries(columns) as [Role, string][]) {
    const place = names.indexOf(name.toLowerCase())
    if (place < 0) {
      const message = `there is no column "${name}"; the file has ${names.join(', ')}`
      throw new MarketDataError('BAD_FILE', message, { file, row: 1, column: name })
    }
    places.set(role, place)
  }
  const actions = lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const fields = splitLine(line, separator)
    const field = (role: Role): string => {
      const place = places.get(role)
      return place === undefined ? '' : (fields[place] ?? '').trim()
    }
    return placed(() => actionsOf(field, columns), { table, row: index + 2 })
  })
  return actionsInOrder(actions)
}

/** Says in which row and column of the file a fault lies. */
function placed<T>(read: () => T, { table, row }: { readonly table: ActionTable; readonly row: number }): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MarketDataError)) throw error
    const { field } = error.place
    const column = field === undefined ? undefined : (table.columns[roleOf(field, table.columns)] ?? field)
    const place = { file: table.file, row, ...(column === undefined ? {} : { column }) }
    throw new MarketDataError('BAD_ROW', error.message, place)
  }
}

/** The role whose text a field of an action was read from. */
function roleOf(field: string, columns: ActionColumns): Role {
  if (field === 'ratio') return columns.value === undefined ? 'split' : 'value'
  if (field === 'amount') return columns.value === undefined ? 'dividend' : 'value'
  return field as Role
}

function actionsOf(field: (role: Role) => string, columns: ActionColumns): readonly CorporateAction[] {
  const exTime = exTimeOf(field('date'))
  const actions: CorporateAction[] = []
  if (columns.kind !== undefined) {
    actions.push(actionOf(field, { kind: kindOf(field('kind')), role: 'value', exTime }))
  } else {
    if (!isNothing(field('split'))) actions.push(actionOf(field, { kind: 'SPLIT', role: 'split', exTime }))
    if (!isNothing(field('dividend')))
      actions.push(actionOf(field, { kind: 'CASH_DIVIDEND', role: 'dividend', exTime }))
  }
  for (const action of actions) checkCorporateAction(action)
  return actions
}

function actionOf(
  field: (role: Role) => string,
  of: { readonly kind: CorporateAction['kind']; readonly role: Role; readonly exTime: number },
): CorporateAction {
  const { kind, role, exTime } = of
  if (kind === 'SPLIT') return { kind, exTime, ratio: ratioOf(field(role), role) }
  const amount = numberOf(field(role), role)
  const reference = field('referencePrice')
  return reference === ''
    ? { kind, exTime, amount }
    : { kind, exTime, amount, referencePrice: numberOf(reference, 'referencePrice') }
}

function kindOf(text: string): CorporateAction['kind'] {
  const kind = KINDS.get(text.toUpperCase())
  if (kind !== undefined) return kind
  throw new MarketDataError('BAD_OPTION', `kind "${text}" is none of SPLIT, CASH_DIVIDEND`, { field: 'kind' })
}

/** Midnight UTC of a date, whose time of day and zone (as Yahoo's tools write them) say nothing; an instant where it ends with Z. */
function exTimeOf(text: string): number {
  if (text.endsWith('Z') && text.includes('T')) {
    const micros = /\.\d{3}(\d{3})Z$/.exec(text)?.[1] ?? '0'
    const at = Date.parse(text) * 1000 + Number(micros)
    if (!Number.isNaN(at)) return at
  }
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? []
  const date = year === undefined ? text.replace(/[ T]\d{2}:.*$/, '') : `${year}-${month}-${day}`
  return civilDayOf(date) * DAY_MICROS
}

function isNothing(text: string): boolean {
  return NOTHING.has(text.toLowerCase())
}

function ratioOf(text: string, field: string): number {
  const [, now, before] = RATIO.exec(text) ?? []
  if (now === undefined || before === undefined) return numberOf(text, field)
  return Number(now) / Number(before)
}

function numberOf(text: string, field: string): number {
  if (NUMBER.test(text)) return Number(text)
  throw new MarketDataError('BAD_OPTION', `"${text}" is no number above 0`, { field })
}
