/** Times from bytes: counts since 1970, dates with or without a time of day, with or without an offset. */
import { DAY_MICROS } from '../series/timeframe.ts'
import { zoneNamed, type Zone } from '../time/zone.ts'
import type { CsvLayout, EpochUnit } from './layout.ts'
import { numberAt } from './number-bytes.ts'

/** Why a time could not be read, in words; thrown only as a value inside the parser. */
export class TimeFault {
  readonly message: string
  /** Whether a choice of the caller would settle it. */
  readonly isChoice: boolean
  constructor(message: string, isChoice = false) {
    this.message = message
    this.isChoice = isChoice
  }
}

/** A field of a line: its bounds in the bytes. */
export interface FieldBounds {
  readonly start: Int32Array
  readonly end: Int32Array
}

/** Reads the time of a row in microseconds UTC. Throws a `TimeFault`. */
export type TimeReader = (bytes: Uint8Array, fields: FieldBounds) => number

const MICROS_PER: Readonly<Record<EpochUnit, number>> = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 }
const POINT = 46
const decoder = new TextDecoder('latin1')

/** `dateOnly`: the rows are days or longer; what they say of the time of day and zone is left out. */
export function createTimeReader(layout: CsvLayout, dateOnly: boolean): TimeReader {
  const column = layout.columns['time']!
  const { time, clockColumn } = layout
  const toUtc = createLocalReader(layout)
  if (time.form === 'EPOCH') return epochReader(column, time.unit)
  if (time.form === 'SINCE_MIDNIGHT') {
    const midnight = Date.parse(`${time.date}T00:00:00Z`) * 1000
    return (bytes, { start, end }) => {
      const millis = numberAt(bytes, start[column]!, end[column]!, POINT)
      if (Number.isNaN(millis)) throw new TimeFault('is no count of milliseconds since midnight')
      return toUtc(midnight + millis * 1000)
    }
  }
  const parts = new Float64Array(3)
  return (bytes, { start, end }) => {
    readDateTime(bytes, { from: start[column]!, to: end[column]!, order: time.order }, parts)
    const day = parts[0]! * DAY_MICROS
    if (dateOnly) return day
    const clock =
      clockColumn === undefined ? parts[1]! : clockAt(bytes, start[clockColumn]!, end[clockColumn]!)
    const offset = parts[2]!
    return Number.isNaN(offset) ? toUtc(day + clock) : day + clock - offset
  }
}

function epochReader(column: number, unit: EpochUnit): TimeReader {
  const scale = MICROS_PER[unit]
  return (bytes, { start, end }) => {
    const count = numberAt(bytes, start[column]!, end[column]!, POINT)
    if (Number.isNaN(count)) throw new TimeFault('is no count since 1970')
    return Math.round(count * scale)
  }
}

/** Local time of the layout's zone to UTC; the offset of an ordinary day is looked up once. */
function createLocalReader({ zone: name, repeatedHour }: CsvLayout): (local: number) => number {
  if (name === undefined) {
    return () => {
      throw new TimeFault('carries no offset from UTC, and no zone was given: choose one, such as UTC', true)
    }
  }
  const zone = zoneNamed(name)
  if (name === 'UTC') return (local) => local
  let day = Number.NaN
  let offset = 0
  return (local) => {
    const at = Math.floor(local / DAY_MICROS)
    if (at === day) return local - offset
    const early = zone.offsetAt((at - 1) * DAY_MICROS)
    if (early !== zone.offsetAt((at + 2) * DAY_MICROS)) return instantOf(zone, local, repeatedHour)
    day = at
    offset = early
    return local - offset
  }
}

function instantOf(zone: Zone, local: number, repeatedHour: CsvLayout['repeatedHour']): number {
  const [first, second] = zone.instants(local)
  const shown = new Date(local / 1000).toISOString().slice(0, 19).replace('T', ' ')
  if (first === undefined)
    throw new TimeFault(`${shown} does not exist in ${zone.name}: clocks go forward there`)
  if (second === undefined) return first
  if (repeatedHour === undefined) {
    throw new TimeFault(`${shown} happens twice in ${zone.name}: choose repeatedHour EARLIER or LATER`, true)
  }
  return repeatedHour === 'EARLIER' ? first : second
}

/** Puts days since 1970, microseconds of the day, and the offset from UTC (NaN: none) into `parts`. */
function readDateTime(
  bytes: Uint8Array,
  { from, to, order }: { readonly from: number; readonly to: number; readonly order: 'YMD' | 'DMY' | 'MDY' },
  parts: Float64Array,
): void {
  let at = from
  const next = (): number => {
    let value = 0
    const start = at
    for (; at < to && isDigit(bytes[at]!); at += 1) value = value * 10 + bytes[at]! - 48
    if (at === start) throw new TimeFault(`"${textAt(bytes, from, to)}" is no date`)
    return value
  }
  let first = next()
  let second: number
  let third: number
  if (order === 'YMD' && at - from === 8) {
    third = first % 100
    second = Math.floor(first / 100) % 100
    first = Math.floor(first / 10_000)
  } else {
    at += 1
    second = next()
    at += 1
    third = next()
  }
  const year = order === 'YMD' ? first : third
  const month = order === 'MDY' ? first : second
  const date = order === 'YMD' ? third : order === 'DMY' ? first : second
  parts[0] = dayOf(year, month, date, textAt.bind(undefined, bytes, from, to))
  parts[1] = 0
  parts[2] = Number.NaN
  if (at < to) readClock(bytes, at + 1, to, parts)
}

function dayOf(year: number, month: number, date: number, text: () => string): number {
  if (!(year >= 1678 && year <= 2254))
    throw new TimeFault(`"${text()}" has year ${year}; 1678 to 2254 are known`)
  if (!(month >= 1 && month <= 12)) throw new TimeFault(`"${text()}" has month ${month}`)
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days =
    month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  if (!(date >= 1 && date <= days)) throw new TimeFault(`"${text()}" has day ${date} of a month of ${days}`)
  // Days since 1970 with March as the first month, so that a leap day is the year's last.
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const ofEra = shifted - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

/** Time of day and offset of `hh:mm[:ss[.fraction]]`, `hhmm` or `hhmmss`, then `Z`, ` UTC`, `+hh:mm`, `+hhmm` or nothing. */
function readClock(bytes: Uint8Array, from: number, to: number, parts: Float64Array): void {
  const fault = (): TimeFault => new TimeFault(`"${textAt(bytes, from, to)}" is no time of day`)
  let at = from
  let digits = 0
  let value = 0
  let clock = 0
  let unit = 3_600e6
  for (; at < to; at += 1) {
    const byte = bytes[at]!
    if (isDigit(byte)) {
      value = value * 10 + byte - 48
      digits += 1
      if (digits < 2) continue
      if (unit === 3_600e6 ? value > 24 : value > 59) throw fault()
      clock += value * unit
      unit /= 60
      value = 0
      digits = 0
      if (unit < 1e6) {
        at += 1
        break
      }
    } else if (byte !== 58 || digits === 1) break
  }
  // A single digit of an hour, as in 9:30, ends at its colon.
  if (digits === 1 && unit === 3_600e6 && bytes[at] === 58) {
    const shifted = new Float64Array(3)
    readClock(Uint8Array.of(48, ...bytes.subarray(from, to)), 0, to - from + 1, shifted)
    parts[1] = shifted[1]!
    parts[2] = shifted[2]!
    return
  }
  if (digits !== 0 || unit > 60e6) throw fault()
  if (bytes[at] === POINT && at < to) {
    let scale = 1e5
    for (at += 1; at < to && isDigit(bytes[at]!); at += 1) {
      clock += scale >= 1 ? (bytes[at]! - 48) * scale : 0
      scale /= 10
    }
  }
  if (clock > DAY_MICROS) throw fault()
  const tail = at === to ? '' : textAt(bytes, at, to).trim()
  const isHalf = /^[AP]M$/i.test(tail)
  parts[1] = isHalf ? ofHalfDay(clock, tail, fault) : clock
  parts[2] = tail === '' || isHalf ? Number.NaN : offsetOf(tail, fault)
}

/** The time of day of `1:30 PM`; 12 AM is midnight. */
function ofHalfDay(clock: number, half: string, fault: () => TimeFault): number {
  const hour = Math.floor(clock / 3_600e6)
  if (hour < 1 || hour > 12) throw fault()
  return clock - hour * 3_600e6 + ((hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)) * 3_600e6
}

function offsetOf(text: string, fault: () => TimeFault): number {
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? []
  if (sign === undefined || Number(hours) > 15) throw fault()
  const size = Number(hours) * 3_600e6 + Number(minutes ?? 0) * 60e6
  return sign === '-' ? -size : size
}

function clockAt(bytes: Uint8Array, from: number, to: number): number {
  const parts = new Float64Array(3)
  readClock(bytes, from, to, parts)
  return parts[1]!
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

function textAt(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, Math.min(to, from + 40)))
}
