/**
 * Reads one parameter's value, from a text (`--param fast=10`) or as JSON from a form, and says what would be allowed.
 * Decimals, steps and ranges are judged exactly, on the decimal text of a number and never on its binary form.
 */

import { formatDecimal, parseDecimal } from '../decimal.ts'
import { plainDecimal } from './plain-decimal.ts'
import type { Param } from './param.ts'
import { isTimeframe, timeframeMicros } from './time.ts'

/** Why a parameter is not acceptable. */
export interface ParamFault {
  readonly name: string
  readonly fault: 'UNKNOWN' | 'MISSING' | 'TYPE' | 'RANGE' | 'STEP' | 'COMBINATION' | 'GRID'
  /** A whole sentence: the parameter, what is allowed, what was given. */
  readonly message: string
}

export type ParsedValue =
  | { readonly ok: true; readonly value: string | number | boolean }
  | { readonly ok: false; readonly fault: ParamFault }

const SCALE = 18

const INSTRUMENT = /^[A-Za-z0-9_-]{1,32}:\S{1,128}$/

/** Reads the value of the parameter called `name`. */
export function parseParam(name: string, param: Param<unknown>, given: unknown): ParsedValue {
  const refuse = (fault: ParamFault['fault']): ParsedValue => ({
    ok: false,
    fault: { name, fault, message: `${name} must be ${allowed(param)} (was ${shown(given)})` },
  })
  switch (param.kind) {
    case 'int':
    case 'number':
    case 'decimal': {
      const units = decimalOf(given)
      if (units === null) return refuse('TYPE')
      if (param.kind === 'int' && units % 10n ** BigInt(SCALE) !== 0n) return refuse('TYPE')
      const fault = rangeFault(param, units)
      if (fault !== null) return refuse(fault)
      const text = formatDecimal(units, SCALE)
      if (param.kind === 'decimal') return { ok: true, value: text }
      const value = Number(text)
      return param.kind === 'int' && !Number.isSafeInteger(value) ? refuse('RANGE') : { ok: true, value }
    }
    case 'boolean':
      if (given === true || given === 'true') return { ok: true, value: true }
      if (given === false || given === 'false') return { ok: true, value: false }
      return refuse('TYPE')
    case 'enum':
      return typeof given === 'string' && param.values?.includes(given)
        ? { ok: true, value: given }
        : refuse('TYPE')
    case 'string':
      if (typeof given !== 'string') return refuse('TYPE')
      return given.length <= (param.maxLength ?? Infinity) ? { ok: true, value: given } : refuse('RANGE')
    case 'instrument':
      return typeof given === 'string' && INSTRUMENT.test(given) ? { ok: true, value: given } : refuse('TYPE')
    case 'timeframe':
      return typeof given === 'string' && isTimeframe(given) ? { ok: true, value: given } : refuse('TYPE')
    case 'duration': {
      const micros = typeof given === 'string' ? timeframeMicros(given) : given
      if (typeof micros !== 'number' || !Number.isSafeInteger(micros) || micros < 0) return refuse('TYPE')
      const [min, max] = [spanOf(param.min) ?? 0, spanOf(param.max) ?? Infinity]
      return micros >= min && micros <= max ? { ok: true, value: micros } : refuse('RANGE')
    }
  }
}

/** What a parameter allows, in words: "a whole number from 2 to 200 in steps of 2". */
export function allowed(param: Param<unknown>): string {
  const range = rangeWords(param)
  switch (param.kind) {
    case 'int':
      return `a whole number${range}`
    case 'number':
      return `a number${range}`
    case 'decimal':
      return `a decimal such as "12.5"${range}`
    case 'boolean':
      return 'true or false'
    case 'enum':
      return `one of ${(param.values ?? []).join(', ')}`
    case 'string':
      return `a text of at most ${param.maxLength ?? 0} characters`
    case 'instrument':
      return 'an instrument id such as SIM:BTC-USD'
    case 'timeframe':
      return 'a timeframe such as 1m, 4h or 1d'
    case 'duration':
      return `a span such as 90s, 5m or 1d${range}`
  }
}

/** A number or decimal text in units of 10^-18; null where it is neither. */
export function decimalOf(given: unknown): bigint | null {
  const text = typeof given === 'number' ? plainDecimal(given) : given
  if (typeof text !== 'string') return null
  const parsed = parseDecimal(text, SCALE)
  return parsed.ok ? parsed.units : null
}

function spanOf(bound: unknown): number | null {
  return typeof bound === 'string' ? timeframeMicros(bound) : null
}

function rangeFault({ min, max, step }: Param<unknown>, units: bigint): 'RANGE' | 'STEP' | null {
  const lowest = min === null ? null : decimalOf(min)
  const highest = max === null ? null : decimalOf(max)
  if (lowest !== null && units < lowest) return 'RANGE'
  if (highest !== null && units > highest) return 'RANGE'
  const stride = step === null ? null : decimalOf(step)
  return stride !== null && (units - (lowest ?? 0n)) % stride !== 0n ? 'STEP' : null
}

function rangeWords({ min, max, step }: Param<unknown>): string {
  const bounds =
    min !== null && max !== null
      ? ` from ${min} to ${max}`
      : min !== null
        ? ` of at least ${min}`
        : max !== null
          ? ` of at most ${max}`
          : ''
  return step === null ? bounds : `${bounds} in steps of ${step}`
}

function shown(given: unknown): string {
  const text =
    typeof given === 'string' ? `"${given}"` : given === undefined ? 'nothing' : JSON.stringify(given)
  return (text ?? typeof given).slice(0, 80)
}
