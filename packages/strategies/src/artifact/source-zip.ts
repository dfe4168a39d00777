/**
 * The source as one zip: for people to download, and the same bytes for the same files. Files are stored as they are: to press
 * megabytes would hold up whoever does it, and compressors differ between machines.
 */

import { crc32 } from 'node:zlib'
import type { SourceFile, SourceTree } from '../submission/source-tree.ts'

const LOCAL_SIGNATURE = 0x04034b50
const CENTRAL_SIGNATURE = 0x02014b50
const END_SIGNATURE = 0x06054b50
/** The oldest reader that will do; made on Unix, so that modes count. */
const VERSION = 20
const MADE_BY = (3 << 8) | VERSION
const IS_UTF8 = 0x0800
const STORED = 0
/** Noon of the first day that a zip can name, for every file: no clock gets in. */
const [NOON, FIRST_DAY] = [12 << 11, (1 << 5) | 1]
const PLAIN_FILE = (0o100644 << 16) >>> 0

export function zipSource({ files }: SourceTree): Uint8Array {
  const parts: Uint8Array[] = []
  const list: Uint8Array[] = []
  let at = 0
  for (const file of files) {
    const entry = entryOf(file)
    list.push(
      fields(
        u32(CENTRAL_SIGNATURE),
        u16(MADE_BY),
        entry.facts,
        u16(0),
        u16(0),
        u16(0),
        u32(PLAIN_FILE),
        u32(at),
        entry.name,
      ),
    )
    const header = fields(u32(LOCAL_SIGNATURE), entry.facts, entry.name)
    parts.push(header, file.bytes)
    at += header.length + file.bytes.length
  }
  const rows = Buffer.concat(list)
  const count = u16(files.length)
  const end = fields(u32(END_SIGNATURE), u16(0), u16(0), count, count, u32(rows.length), u32(at), u16(0))
  return Uint8Array.from(Buffer.concat([...parts, rows, end]))
}

/** What list and header say alike of a file. */
function entryOf({ path, bytes }: SourceFile): { readonly name: Buffer; readonly facts: Buffer } {
  const name = Buffer.from(path)
  const size = u32(bytes.length)
  const facts = [VERSION, IS_UTF8, STORED, NOON, FIRST_DAY].map(u16)
  return { name, facts: fields(...facts, u32(crc32(bytes)), size, size, u16(name.length), u16(0)) }
}

function fields(...all: readonly Uint8Array[]): Buffer {
  return Buffer.concat(all)
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
