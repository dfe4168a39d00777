/** Texts as commands carry them: bounded, without control characters. */

import type { Refusal } from './outcome.ts'
import { REASON_LENGTH_MAX } from './limits.ts'
import { badInput } from './refusal.ts'

// Control characters, and lone surrogates, which no database and no JSON reader need agree on.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Refuses a text that is empty, longer than `max` characters or not printable; null: it is good. */
export function textFault(field: string, text: string, max: number): Refusal | null {
  if (typeof text !== 'string' || text.length < 1 || text.length > max) {
    return badInput(
      field,
      `must have 1 to ${max} characters, not ${typeof text === 'string' ? text.length : 'none'}`,
    )
  }
  if (isPlain(text)) return null
  if (UNPRINTABLE.test(text)) return badInput(field, 'must be printable text without control characters')
  if (text.trim() === '') return badInput(field, 'must not be blank')
  return null
}

/** Whether a text has nothing but ASCII's visible characters, as nearly every id has. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code <= 0x20 || code >= 0x7f) return false
  }
  return true
}

/** Refuses a person's reason as `textFault` does a text, but that it may have several lines. */
export function reasonFault(field: string, text: string): Refusal | null {
  const isBounded = typeof text === 'string' && text.length <= REASON_LENGTH_MAX
  return textFault(field, isBounded ? text.replaceAll(/\r?\n/g, ' ') : text, REASON_LENGTH_MAX)
}

/** Cuts what a venue says to what the books keep, control characters replaced; never refuses, a report is a fact. */
export function reported(text: string): string {
  const clean = String(text).slice(0, 500).replaceAll(new RegExp(UNPRINTABLE, 'g'), ' ').trim()
  return clean === '' ? 'no reason given' : clean
}

/** Refuses a word that is not in its closed list. */
export function wordFault(field: string, word: string, allowed: readonly string[]): Refusal | null {
  return allowed.includes(word) ? null : badInput(field, `must be one of ${allowed.join(', ')}`)
}

const CURRENCY = /^[A-Z][A-Z0-9]{1,11}$/

/** Refuses what is not a currency code: 2 to 12 capital letters and digits. */
export function currencyFault(field: string, currency: string): Refusal | null {
  return CURRENCY.test(currency)
    ? null
    : badInput(field, 'must be a currency code of 2 to 12 capital letters and digits, such as USD')
}
