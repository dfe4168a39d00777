/** Reads the one file inside a zip archive, which is how recorded data is commonly shipped. */

import { readFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'

/** Unpacked size that is accepted; a day of quotes is far below. */
export const UNPACKED_BYTES_MAX = 512 * 1024 * 1024

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const COMMENT_BYTES_MAX = 65_535
const ALL_ONES = 0xffffffff
const ZIP64_FIELD = 1
const STORED = 0
const DEFLATED = 8

/** Throws with the file's name when it is no zip archive, or holds more than one file, or is packed in another way. */
export async function readSoleEntry(path: string): Promise<Buffer> {
  const archive = await readFile(path)
  const end = findEnd(archive)
  if (end === null) throw new Error(`${path}: is not a zip archive`)
  const entries = archive.readUInt16LE(end + 10)
  if (entries !== 1) throw new Error(`${path}: holds ${entries} files; a tape is an archive of exactly one`)
  try {
    return unpack(path, archive, archive.readUInt32LE(end + 16))
  } catch (error) {
    // Offsets that lead out of the file, and data that does not inflate.
    const damaged = error instanceof RangeError || (error instanceof Error && 'errno' in error)
    throw damaged ? new Error(`${path}: the zip archive is damaged`, { cause: error }) : error
  }
}

function unpack(path: string, archive: Buffer, entry: number): Buffer {
  if (archive.readUInt32LE(entry) !== ENTRY_SIGNATURE)
    throw new RangeError('no directory entry where one should be')
  const method = archive.readUInt16LE(entry + 10)
  const { packedBytes, unpackedBytes, local } = extent(archive, entry)
  if (unpackedBytes > UNPACKED_BYTES_MAX)
    throw new Error(`${path}: unpacks to more than ${UNPACKED_BYTES_MAX} bytes`)
  // The local header repeats the name, but its extra field may have another length than in the directory.
  const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const packed = archive.subarray(data, data + packedBytes)
  if (method === STORED) return packed
  if (method !== DEFLATED)
    throw new Error(`${path}: is packed by zip method ${method}; allowed: stored and deflated`)
  return inflateRawSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX })
}

interface Extent {
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly local: number
}

/** Where the entry lies. Zip64 writers put all ones here and the true numbers, in this order, into an extra field. */
function extent(archive: Buffer, entry: number): Extent {
  let wide = wideField(archive, entry)
  const read = (at: number): number => {
    const narrow = archive.readUInt32LE(entry + at)
    if (narrow !== ALL_ONES || wide === null) return narrow
    wide += 8
    return Number(archive.readBigUInt64LE(wide - 8))
  }
  const unpackedBytes = read(24)
  return { unpackedBytes, packedBytes: read(20), local: read(42) }
}

function wideField(archive: Buffer, entry: number): number | null {
  const first = entry + ENTRY_BYTES + archive.readUInt16LE(entry + 28)
  const end = first + archive.readUInt16LE(entry + 30)
  for (let at = first; at + 4 <= end; at += 4 + archive.readUInt16LE(at + 2)) {
    if (archive.readUInt16LE(at) === ZIP64_FIELD) return at + 4
  }
  return null
}

function findEnd(archive: Buffer): number | null {
  const earliest = Math.max(0, archive.length - END_BYTES - COMMENT_BYTES_MAX)
  for (let at = archive.length - END_BYTES; at >= earliest; at -= 1) {
    if (
      archive.readUInt32LE(at) === END_SIGNATURE &&
      archive.readUInt32LE(at + 16) + ENTRY_BYTES <= archive.length
    )
      return at
  }
  return null
}
