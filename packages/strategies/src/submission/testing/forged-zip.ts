/** Writes zips for tests, honest or not: every field of every header can be made to lie. */

import { crc32, deflateRawSync } from 'node:zlib'

export interface ForgedEntry {
  readonly name: string | Uint8Array
  readonly content?: string | Uint8Array
  readonly isStored?: boolean
  /** Unix mode, as the list has it. */
  readonly mode?: number
  readonly dosAttributes?: number
  readonly flags?: number
  readonly method?: number
  /** What the list says, when not the truth. */
  readonly listed?: Lies
  /** What the entry's own header says, when not what the list says. */
  readonly local?: Lies & { readonly name?: string; readonly method?: number; readonly flags?: number }
  readonly extra?: Uint8Array
  /** Bytes after the data: a descriptor, or what is hidden. */
  readonly after?: Uint8Array
  /** The offset in the list. */
  readonly offset?: number
  /** Data as it lies in the zip, when not the content deflated. */
  readonly data?: Uint8Array
}

interface Lies {
  readonly crc?: number
  readonly compressed?: number
  readonly bytes?: number
}

export interface ForgedEnd {
  readonly count?: number
  readonly listBytes?: number
  readonly listAt?: number
  readonly comment?: Uint8Array
  readonly before?: Uint8Array
  readonly after?: Uint8Array
}

const UTF8 = 0x0800

export function forgeZip(entries: readonly ForgedEntry[], end: ForgedEnd = {}): Uint8Array {
  const pieces: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  const put = (piece: Uint8Array): void => {
    pieces.push(Buffer.from(piece))
    at += piece.length
  }
  put(end.before ?? new Uint8Array())
  for (const entry of entries) {
    const facts = factsOf(entry)
    list.push(listRow(entry, facts, entry.offset ?? at))
    put(localHeader(entry, facts))
    put(facts.data)
    put(entry.after ?? new Uint8Array())
  }
  const listAt = at
  const rows = Buffer.concat(list)
  put(rows)
  put(endRecord(entries.length, rows.length, { listAt, ...end }))
  put(end.after ?? new Uint8Array())
  return Uint8Array.from(Buffer.concat(pieces))
}

/** What follows data whose sizes were not known in front of it. */
export function descriptor(
  content: string,
  { isMarked = true, bytes = Buffer.byteLength(content) } = {},
): Uint8Array {
  const data = deflateRawSync(content)
  const fields = [...(isMarked ? [0x08074b50] : []), crc32(content), data.length, bytes]
  return Buffer.concat(fields.map(uint32))
}

/** An extra field. */
export function extra(id: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([uint16(id), uint16(value.length), value])
}

interface Facts {
  readonly name: Buffer
  readonly data: Uint8Array
  readonly method: number
  readonly flags: number
  readonly crc: number
  readonly bytes: number
}

function factsOf(entry: ForgedEntry): Facts {
  const content = Buffer.from(entry.content ?? '')
  const method = entry.method ?? (entry.isStored === true ? 0 : 8)
  return {
    name: Buffer.from(entry.name),
    data: entry.data ?? (method === 8 ? deflateRawSync(content) : content),
    method,
    flags: entry.flags ?? UTF8,
    crc: crc32(content),
    bytes: content.length,
  }
}

function sizes({ crc, data, bytes }: Facts, lies: Lies = {}): Buffer {
  return Buffer.concat([
    uint32(lies.crc ?? crc),
    uint32(lies.compressed ?? data.length),
    uint32(lies.bytes ?? bytes),
  ])
}

function listRow(entry: ForgedEntry, facts: Facts, offset: number): Buffer {
  const { name, method, flags } = facts
  const { mode = 0o100644, dosAttributes = 0, listed, extra: field = new Uint8Array() } = entry
  return Buffer.concat([
    uint32(0x02014b50),
    uint16(0x0314),
    uint16(20),
    uint16(flags),
    uint16(method),
    uint32(0x00210000),
    sizes(facts, listed),
    uint16(name.length),
    uint16(field.length),
    uint16(0),
    uint16(0),
    uint16(0),
    uint32(((mode << 16) | dosAttributes) >>> 0),
    uint32(offset),
    name,
    field,
  ])
}

function localHeader({ local, listed, extra: field = new Uint8Array() }: ForgedEntry, facts: Facts): Buffer {
  const name = local?.name === undefined ? facts.name : Buffer.from(local.name)
  return Buffer.concat([
    uint32(0x04034b50),
    uint16(20),
    uint16(local?.flags ?? facts.flags),
    uint16(local?.method ?? facts.method),
    uint32(0x00210000),
    sizes(facts, { ...listed, ...local }),
    uint16(name.length),
    uint16(field.length),
    name,
    field,
  ])
}

function endRecord(count: number, listBytes: number, end: ForgedEnd & { readonly listAt: number }): Buffer {
  const comment = end.comment ?? new Uint8Array()
  return Buffer.concat([
    uint32(0x06054b50),
    uint16(0),
    uint16(0),
    uint16(end.count ?? count),
    uint16(end.count ?? count),
    uint32(end.listBytes ?? listBytes),
    uint32(end.listAt),
    uint16(comment.length),
    comment,
  ])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
