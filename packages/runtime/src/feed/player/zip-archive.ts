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
const STORED = 0
const DEFLATED = 8

/** Throws with the file's name when it is no zip archive, or holds more than one file, or is packed in another way. */
export async function readSoleEntry(path: string): Promise<Buffer> {
  const archive = await readFile(path)
  const end = findEnd(archive)
  if (end === null) throw new Error(`${path}: is not a zip archive`)
  const entries = archive.readUInt16LE(end + 10)
  if (entries !== 1) throw new Error(`${path}: holds ${entries} files; a tape is an archive of exactly one`)
  const entry = archive.readUInt32LE(end + 16)
  if (archive.readUInt32LE(entry) !== ENTRY_SIGNATURE)
    throw new Error(`${path}: its zip directory is damaged`)
  const method = archive.readUInt16LE(entry + 10)
  const packedBytes = archive.readUInt32LE(entry + 20)
  const unpackedBytes = archive.readUInt32LE(entry + 24)
  if (unpackedBytes > UNPACKED_BYTES_MAX)
    throw new Error(`${path}: unpacks to more than ${UNPACKED_BYTES_MAX} bytes`)
  const local = archive.readUInt32LE(entry + 42)
  // The local header repeats the name, but its extra field may have another length than in the directory.
  const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const packed = archive.subarray(data, data + packedBytes)
  if (method === STORED) return packed
  if (method !== DEFLATED)
    throw new Error(`${path}: is packed by zip method ${method}; allowed: stored and deflated`)
  return inflateRawSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX })
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
