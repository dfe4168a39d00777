/** Corporate actions as a small table of text, one action a line, kept beside the series of their instrument. */
import { civilDayOf, dateOf } from '../calendar/civil-day.ts'
import { MarketDataError } from '../market-data-error.ts'
import { DAY_MICROS } from '../series/timeframe.ts'
import { actionsInOrder, checkCorporateAction, type CorporateAction } from './corporate-action.ts'

const HEADER = 'ex_date,kind,value,reference_price'
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i

/** Writes actions in order of time, values in the shortest form that reads back the same. */
export function formatActions(actions: readonly CorporateAction[]): string {
  const rows = actionsInOrder(actions).map((action) => {
    const date = dateOf(Math.floor(action.exTime / DAY_MICROS))
    return action.kind === 'SPLIT'
      ? `${date},SPLIT,${action.ratio},`
      : `${date},CASH_DIVIDEND,${action.amount},${action.referencePrice ?? ''}`
  })
  return [HEADER, ...rows, ''].join('\n')
}

/** Reads the form that `formatActions` writes; a fault names the line and the column. Ex-dates are midnights of UTC. */
export function parseActions(text: string, file = 'actions'): readonly CorporateAction[] {
  const lines = text.split(/\r?\n/)
  if (lines[0] !== HEADER) {
    throw new MarketDataError('BAD_FILE', `the header must be "${HEADER}"`, { file, row: 1 })
  }
  return lines.flatMap((line, index) => {
    if (index === 0 || line === '') return []
    try {
      return [parseAction(line)]
    } catch (error) {
      if (!(error instanceof MarketDataError)) throw error
      const column = error.place.field
      throw new MarketDataError('BAD_ROW', error.message, {
        file,
        row: index + 1,
        ...(column === undefined ? {} : { column }),
      })
    }
  })
}

function parseAction(line: string): CorporateAction {
  const [date = '', kind, value = '', reference = ''] = line.split(',')
  const exTime = civilDayOf(date) * DAY_MICROS
  const action = actionOf(kind ?? '', exTime, { value, reference })
  checkCorporateAction(action)
  return action
}

interface Values {
  readonly value: string
  readonly reference: string
}

function actionOf(kind: string, exTime: number, { value, reference }: Values): CorporateAction {
  if (kind === 'SPLIT') return { kind, exTime, ratio: numberOf(value, 'value') }
  if (kind !== 'CASH_DIVIDEND') {
    throw new MarketDataError('BAD_OPTION', `kind "${kind}" is none of SPLIT, CASH_DIVIDEND`, {
      field: 'kind',
    })
  }
  const amount = numberOf(value, 'value')
  return reference === ''
    ? { kind, exTime, amount }
    : { kind, exTime, amount, referencePrice: numberOf(reference, 'reference_price') }
}

function numberOf(text: string, field: string): number {
  if (!NUMBER.test(text)) throw new MarketDataError('BAD_OPTION', `"${text}" is no number above 0`, { field })
  return Number(text)
}
