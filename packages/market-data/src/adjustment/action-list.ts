/** Corporate actions as a small table of text, one action a line, as they are exported and imported again. */
import { dateOf } from '../calendar/civil-day.ts'
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { readActionRows, type ActionColumns } from './action-rows.ts'
import { actionsInOrder, type CorporateAction } from './corporate-action.ts'

const HEADER = 'ex_date,kind,value,reference_price'
/** The columns of the table that `formatActions` writes. */
export const LIST_COLUMNS: ActionColumns = {
  date: 'ex_date',
  kind: 'kind',
  value: 'value',
  referencePrice: 'reference_price',
}

/** Writes actions in order of time, values in the shortest form that reads back the same; the date alone where it is midnight UTC. */
export function formatActions(actions: readonly CorporateAction[]): string {
  const rows = actionsInOrder(actions).map((action) => {
    const at = exText(action.exTime)
    return action.kind === 'SPLIT'
      ? `${at},SPLIT,${action.ratio},`
      : `${at},CASH_DIVIDEND,${action.amount},${action.referencePrice ?? ''}`
  })
  return [HEADER, ...rows, ''].join('\n')
}

/** Reads the form that `formatActions` writes; a fault names the line and the column. */
export function parseActions(text: string, file = 'actions'): readonly CorporateAction[] {
  if (text.split(/\r?\n/, 1)[0] !== HEADER) {
    throw new MarketDataError('BAD_FILE', `the header must be "${HEADER}"`, { file, row: 1 })
  }
  return readActionRows(text, { file, separator: ',', columns: LIST_COLUMNS })
}

function exText(exTime: number): string {
  return exTime % DAY_MICROS === 0
    ? dateOf(exTime / DAY_MICROS)
    : `${new Date(exTime / 1000).toISOString().slice(0, -1)}${String(exTime % 1000).padStart(3, '0')}Z`
}
