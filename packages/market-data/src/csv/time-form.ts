/** How a column writes its times, guessed from its first values. */
import type { EpochUnit, TimeForm } from './layout.ts'

export interface TimeGuess {
  /** Undefined where the values are no times. */
  readonly form: TimeForm | undefined
  /** Whether the values carry an offset from UTC, or count from 1970. */
  readonly hasOffset: boolean
  /** Whether the values carry a time of day. */
  readonly hasClock: boolean
  /** What only the caller can say, such as whether 02/03/2010 is in February or March. */
  readonly question: string | undefined
}

const EPOCH_DIGITS: Readonly<Record<number, EpochUnit>> = {
  9: 's',
  10: 's',
  12: 'ms',
  13: 'ms',
  15: 'us',
  16: 'us',
  18: 'ns',
  19: 'ns',
}
const CLOCK_ONLY = /^\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$/
const NOTHING: TimeGuess = { form: undefined, hasOffset: false, hasClock: false, question: undefined }

/** Whether a value is a time of day alone. */
export function isClock(value: string): boolean {
  return CLOCK_ONLY.test(value)
}

/** `order` is the caller's choice for dates such as 02/03/2010. */
export function guessTimeForm(values: readonly string[], order?: 'YMD' | 'DMY' | 'MDY'): TimeGuess {
  const [first] = values
  if (first === undefined) return NOTHING
  const whole = first.split('.')[0]!
  const unit = EPOCH_DIGITS[whole.length]
  if (/^\d+(\.\d+)?$/.test(first) && unit !== undefined) {
    return { form: { form: 'EPOCH', unit }, hasOffset: true, hasClock: true, question: undefined }
  }
  const hasClock = values.some((value) => /[T ]\d{1,2}:?\d{2}/.test(value))
  const hasOffset = hasClock && values.every((value) => /(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/.test(value))
  const date = (by: 'YMD' | 'DMY' | 'MDY', question?: string): TimeGuess => ({
    form: { form: 'DATE', order: by },
    hasOffset,
    hasClock,
    question,
  })
  if (/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(first) || /^(19|20|21)\d{6}($|[ T])/.test(first))
    return date('YMD')
  if (!/^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(first)) return NOTHING
  if (order !== undefined && order !== 'YMD') return date(order)
  const parts = values.map((value) => value.split(/[-/.]/).map(Number))
  if (parts.some(([head]) => head! > 12)) return date('DMY')
  if (parts.some(([, second]) => second! > 12)) return date('MDY')
  return date('MDY', `"${first}" may start with the day or the month: choose dateOrder DMY or MDY`)
}
