/**
 * MessagePack as venues speak it: what JSON can say, and instants. Read into the very values that JSON gives, so that readers need
 * not know which of the two was sent.
 */

import { WireFault } from './fields.ts'

const INSTANT_EXTENSION = -1
/** Lists and maps in one another: no venue goes deeper. */
const DEPTH_MAX = 32

/** One value, which has to be all there is. Throws `WireFault` where it cannot be read. */
export function decodeMsgpack(bytes: Buffer): unknown {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (!reader.isAtEnd()) throw new WireFault('something follows a value')
  return value
}

class Reader {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length
  }

  value(depth: number): unknown {
    if (depth > DEPTH_MAX) throw new WireFault('lists and maps are too deep in one another')
    const head = this.bytes[this.take(1)]!
    if (head < 0x80) return head
    if (head < 0x90) return this.map(head & 0x0f, depth)
    if (head < 0xa0) return this.list(head & 0x0f, depth)
    if (head < 0xc0) return this.text(head & 0x1f)
    if (head >= 0xe0) return head - 0x100
    return this.tagged(head, depth)
  }

  private tagged(head: number, depth: number): unknown {
    switch (head) {
      case 0xc0:
        return null
      case 0xc2:
      case 0xc3:
        return head === 0xc3
      case 0xc7:
        return this.extension(this.unsigned(1))
      case 0xca:
        return this.bytes.readFloatBE(this.take(4))
      case 0xcb:
        return this.bytes.readDoubleBE(this.take(8))
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.unsigned(1 << (head - 0xcc))
      case 0xcf:
        return long(this.bytes.readBigUInt64BE(this.take(8)))
      case 0xd0:
        return this.bytes.readInt8(this.take(1))
      case 0xd1:
        return this.bytes.readInt16BE(this.take(2))
      case 0xd2:
        return this.bytes.readInt32BE(this.take(4))
      case 0xd3:
        return long(this.bytes.readBigInt64BE(this.take(8)))
      case 0xd6:
      case 0xd7:
        return this.extension(1 << (head - 0xd4))
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.text(this.unsigned(1 << (head - 0xd9)))
      case 0xdc:
      case 0xdd:
        return this.list(this.unsigned(1 << (head - 0xdb)), depth)
      case 0xde:
      case 0xdf:
        return this.map(this.unsigned(1 << (head - 0xdd)), depth)
      default:
        throw new WireFault(`a value of the kind 0x${head.toString(16)} is none of JSON's`)
    }
  }

  private list(length: number, depth: number): readonly unknown[] {
    const items: unknown[] = []
    for (let index = 0; index < length; index += 1) items.push(this.value(depth + 1))
    return items
  }

  private map(size: number, depth: number): object {
    const members: Record<string, unknown> = {}
    for (let index = 0; index < size; index += 1) {
      const name = this.value(depth + 1)
      if (typeof name !== 'string') throw new WireFault('the name of a member is no text')
      const value = this.value(depth + 1)
      // A member like any other, as in JSON, and nobody's prototype.
      if (name === '__proto__') Object.defineProperty(members, name, { value, ...PLAIN_MEMBER })
      else members[name] = value
    }
    return members
  }

  private text(length: number): string {
    const { bytes } = this
    const from = this.take(length)
    const [first, second] = [bytes[from]!, bytes[from + 1]!]
    // Most names, and many values, are of one letter or two.
    if (length === 1 && first < 0x80) return String.fromCharCode(first)
    if (length === 2 && first < 0x80 && second < 0x80)
      return (PAIRS[first * 0x80 + second] ??= String.fromCharCode(first, second))
    return bytes.toString('utf8', from, from + length)
  }

  /** Instants as RFC 3339 in UTC with nanoseconds; there are three sizes of them. */
  private extension(length: number): string {
    const { bytes } = this
    const kind = bytes.readInt8(this.take(1))
    const from = this.take(length)
    if (kind !== INSTANT_EXTENSION) throw new WireFault(`an extension of the kind ${kind} is not known`)
    if (length === 4) return instantText(bytes.readUInt32BE(from), 0)
    if (length === 12) return instantText(Number(bytes.readBigInt64BE(from + 4)), bytes.readUInt32BE(from))
    // Thirty bits of nanoseconds, then thirty-four of seconds.
    const high = bytes.readUInt32BE(from)
    return instantText((high & 3) * 2 ** 32 + bytes.readUInt32BE(from + 4), high >>> 2)
  }

  private unsigned(length: number): number {
    const from = this.take(length)
    if (length === 1) return this.bytes[from]!
    return length === 2 ? this.bytes.readUInt16BE(from) : this.bytes.readUInt32BE(from)
  }

  /** Where so many bytes begin that are taken now. */
  private take(length: number): number {
    const from = this.at
    if (from + length > this.bytes.length) throw new WireFault('a value breaks off')
    this.at += length
    return from
  }
}

/** A number where a double holds it exactly, and its digits where not. */
function long(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

const PLAIN_MEMBER = { writable: true, enumerable: true, configurable: true } as const
/** Texts of two letters, by their codes, as they are met; a list with room for all, because one with holes is searched. */
const PAIRS = Array.from<string | undefined>({ length: 0x80 * 0x80 })

const SECONDS_MAX = 8_640_000_000_000
const DIGITS = 9
/** An instant as it is written: the second that was written last stays, because what a stream tells next is of the same. */
const written = Buffer.from('1970-01-01T00:00:00.000000000Z')
const FRACTION_AT = written.length - 1 - DIGITS
let writtenSecond = 0

function instantText(seconds: number, nanoseconds: number): string {
  if (!(Math.abs(seconds) <= SECONDS_MAX) || nanoseconds > 999_999_999)
    throw new WireFault('an instant cannot be')
  const date = seconds === writtenSecond ? '' : new Date(seconds * 1_000).toISOString()
  // Before the year 0 and past 9999 the year has a sign and more digits.
  if (date.length > '1970-01-01T00:00:00.000Z'.length)
    return date.replace('.000Z', `.${String(nanoseconds).padStart(DIGITS, '0')}Z`)
  if (date !== '') {
    written.write(date.slice(0, FRACTION_AT - 1), 'latin1')
    writtenSecond = seconds
  }
  for (let digit = DIGITS, rest = nanoseconds; digit > 0; digit -= 1) {
    const tenth = Math.floor(rest / 10)
    written[FRACTION_AT + digit - 1] = ZERO + rest - tenth * 10
    rest = tenth
  }
  return written.toString('latin1')
}

const ZERO = 48
