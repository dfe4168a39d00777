/**
 * MessagePack as venues speak it: what JSON can say, and instants. Read into the very values that JSON gives, so that readers need
 * not know which of the two was sent.
 */

import { WireFault } from './fields.ts'

const INSTANT_EXTENSION = -1
/** Lists and maps in one another: no venue goes deeper. */
const DEPTH_MAX = 32

/** One value, which has to be all there is. Throws `WireFault` where it cannot be read. */
export function decodeMsgpack(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (!reader.isAtEnd()) throw new WireFault('something follows a value')
  return value
}

class Reader {
  private readonly bytes: Uint8Array
  private readonly view: DataView
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length
  }

  value(depth: number): unknown {
    if (depth > DEPTH_MAX) throw new WireFault('lists and maps are too deep in one another')
    const head = this.unsigned(1)
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
        return this.view.getFloat32(this.take(4))
      case 0xcb:
        return this.view.getFloat64(this.take(8))
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.unsigned(2 ** (head - 0xcc))
      case 0xcf:
        return long(this.view.getBigUint64(this.take(8)))
      case 0xd0:
        return this.view.getInt8(this.take(1))
      case 0xd1:
        return this.view.getInt16(this.take(2))
      case 0xd2:
        return this.view.getInt32(this.take(4))
      case 0xd3:
        return long(this.view.getBigInt64(this.take(8)))
      case 0xd6:
      case 0xd7:
        return this.extension(2 ** (head - 0xd4))
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.text(this.unsigned(2 ** (head - 0xd9)))
      case 0xdc:
      case 0xdd:
        return this.list(this.unsigned(2 ** (head - 0xdb)), depth)
      case 0xde:
      case 0xdf:
        return this.map(this.unsigned(2 ** (head - 0xdd)), depth)
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
    const members: [string, unknown][] = []
    for (let index = 0; index < size; index += 1) {
      const name = this.value(depth + 1)
      if (typeof name !== 'string') throw new WireFault('the name of a member is no text')
      members.push([name, this.value(depth + 1)])
    }
    return Object.fromEntries(members)
  }

  private text(length: number): string {
    const from = this.take(length)
    return Buffer.from(this.bytes.subarray(from, from + length)).toString('utf8')
  }

  /** Instants as RFC 3339 in UTC with nanoseconds; there are three sizes of them. */
  private extension(length: number): string {
    const kind = this.view.getInt8(this.take(1))
    const from = this.take(length)
    if (kind !== INSTANT_EXTENSION) throw new WireFault(`an extension of the kind ${kind} is not known`)
    if (length === 4) return instantText(BigInt(this.view.getUint32(from)), 0)
    if (length === 12) return instantText(this.view.getBigInt64(from + 4), this.view.getUint32(from))
    const packed = this.view.getBigUint64(from)
    return instantText(packed & 0x3_ffff_ffffn, Number(packed >> 34n))
  }

  private unsigned(length: number): number {
    const from = this.take(length)
    if (length === 1) return this.view.getUint8(from)
    return length === 2 ? this.view.getUint16(from) : this.view.getUint32(from)
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

const MS_MAX = 8_640_000_000_000_000n

function instantText(seconds: bigint, nanoseconds: number): string {
  const ms = seconds * 1_000n
  if (ms > MS_MAX || ms < -MS_MAX || nanoseconds > 999_999_999) throw new WireFault('an instant cannot be')
  return new Date(Number(ms)).toISOString().replace('.000Z', `.${String(nanoseconds).padStart(9, '0')}Z`)
}

/** What JSON can say: texts, numbers, flags, null, lists and maps. Whole numbers go as such, others as doubles. */
export function encodeMsgpack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2])
  if (typeof value === 'number') return encodedNumber(value)
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    return Buffer.concat([sized(0xdb, text.length), text])
  }
  if (Array.isArray(value)) return Buffer.concat([sized(0xdd, value.length), ...value.map(encodeMsgpack)])
  const members = Object.entries(value).flatMap(([name, member]) => [
    encodeMsgpack(name),
    encodeMsgpack(member),
  ])
  return Buffer.concat([sized(0xdf, members.length / 2), ...members])
}

function encodedNumber(value: number): Buffer {
  const bytes = Buffer.alloc(9)
  if (Number.isSafeInteger(value)) {
    bytes[0] = 0xd3
    bytes.writeBigInt64BE(BigInt(value), 1)
  } else {
    bytes[0] = 0xcb
    bytes.writeDoubleBE(value, 1)
  }
  return bytes
}

function sized(head: number, size: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes[0] = head
  bytes.writeUInt32BE(size, 1)
  return bytes
}
