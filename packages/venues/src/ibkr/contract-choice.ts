/** Holds the contracts that an operator names in a file to their form: what a venue is asked for must be something. */

import { OPTION_RIGHTS } from '@quarterdeck/sdk'
import { canonicalDecimal } from '../wire/decimal.ts'

import type { IbkrContract } from './settings.ts'
import { wallInstant } from './zone.ts'

/** What is wrong with a value; null: nothing. */
type Check = (value: unknown) => string | null

const word: Check = (value) =>
  typeof value === 'string' && /^[A-Z0-9. ]{1,20}$/.test(value) ? null : 'must be a symbol in capitals'
const day: Check = (value) =>
  typeof value === 'string' && wallInstant(value, 0, 'UTC') !== null ? null : 'must be a day, YYYYMMDD'
const strike: Check = (value) =>
  typeof value === 'string' && canonicalDecimal(value) === value && !value.startsWith('-')
    ? null
    : 'must be a decimal as text, such as "190" or "187.5"'
const number: Check = (value) =>
  typeof value === 'string' && /^[1-9]\d{0,11}$/.test(value) ? null : 'must be digits as text'
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((one) => one === value) ? null : `must be one of ${words.join(', ')}`
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value)

const PAIR = { base: word, quote: word }
const MEMBERS: Readonly<Record<IbkrContract['kind'], Readonly<Record<string, Check>>>> = {
  STOCK: { symbol: word, exchange: optional(word) },
  FUTURE: { symbol: word, expiry: day },
  OPTION: {
    symbol: word,
    underlying: oneOf('STOCK', 'INDEX'),
    expiry: day,
    strike,
    right: oneOf(...OPTION_RIGHTS),
  },
  FX: PAIR,
  METAL: PAIR,
}

/** What is wrong with a list of contracts, and where; null: nothing. */
export function contractsFault(value: unknown): string | null {
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null)
  if (!isList) return 'must be a list of objects'
  for (const [index, one] of value.entries()) {
    const fault = contractFault(Object.fromEntries(Object.entries(one as object)))
    if (fault !== null) return `[${index}].${fault}`
  }
  return null
}

function contractFault({ kind, ...members }: Readonly<Record<string, unknown>>): string | null {
  const known = Object.entries(MEMBERS).find(([name]) => name === kind)?.[1]
  if (known === undefined) return `kind must be one of ${Object.keys(MEMBERS).join(', ')}`
  const checks = { ...known, conid: optional(number) }
  const stranger = Object.keys(members).find((name) => !(name in checks))
  if (stranger !== undefined) return `${stranger} is unknown; allowed are ${Object.keys(checks).join(', ')}`
  for (const [name, check] of Object.entries(checks)) {
    const fault = check(members[name])
    if (fault !== null) return `${name} ${fault}`
  }
  return null
}
