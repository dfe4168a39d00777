/**
 * Reads what a zip says of itself, and refuses every way of saying two things: the list at its end and the headers in front of
 * the data must agree, the entries lie side by side from the first byte on, and nothing lies between them.
 */

import type { SubmissionLimits } from './limits.ts'
import { SubmissionRefused } from './submission-refused.ts'

/** One file of a zip, declared and found where it was declared, not yet inflated. */
export interface ZipEntry {
  readonly path: string
  readonly isFolder: boolean
  readonly isDeflated: boolean
  /** The data as it lies in the zip. */
  readonly data: Uint8Array
  readonly bytes: number
  readonly crc: number
}

/** A row of the list at the end. */
interface Declared {
  readonly name: Buffer
  readonly path: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly bytes: number
  readonly mode: number
  readonly dosAttributes: number
  readonly offset: number
}

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const CENTRAL_SIGNATURE = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30
const DESCRIPTOR_SIGNATURE = 0x08074b50

const COMMENT_BYTES_MAX = 0xffff
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000
const HAS_DESCRIPTOR = 0x0008
const IS_UTF8 = 0x0800
/** The bits that decide how an entry is read; the others are hints of compressors. */
const TELLING_FLAGS = ENCRYPTED | HAS_DESCRIPTOR | IS_UTF8

const ZIP64_EXTRA = 0x0001
const UNICODE_PATH_EXTRA = 0x7075
const FOLDER_ATTRIBUTE = 0x10

const FILE_TYPE = 0o170000
const [REGULAR, FOLDER, SYMLINK] = [0o100000, 0o040000, 0o120000]

/** The entries in the order of their data. Throws a `SubmissionRefused`. */
export function zipEntries(bytes: Uint8Array, limits: SubmissionLimits): readonly ZipEntry[] {
  if (bytes.length > limits.zipBytesMax) {
    throw new SubmissionRefused(
      'SIZE',
      null,
      `the zip has ${bytes.length} bytes; it may have ${limits.zipBytesMax}`,
    )
  }
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { listAt, endAt, count } = endOf(zip, limits)
  const declared = listed(zip, listAt, endAt, count).sort((one, other) => one.offset - other.offset)
  let at = 0
  const entries: ZipEntry[] = []
  for (const row of declared) {
    if (row.offset !== at) throw lie(row.path, 'overlaps another entry, or has hidden data in front of it')
    const { start, end } = located(zip, row, listAt)
    entries.push({
      path: row.path,
      isFolder: isFolder(row),
      isDeflated: row.method === 8,
      data: zip.subarray(start, start + row.compressed),
      bytes: row.bytes,
      crc: row.crc,
    })
    at = end
  }
  if (at !== listAt) throw lie(null, 'the zip has hidden data in front of its list of files')
  return entries
}

function endOf(zip: Buffer, limits: SubmissionLimits): { listAt: number; endAt: number; count: number } {
  const first = Math.max(0, zip.length - END_BYTES - COMMENT_BYTES_MAX)
  const found: number[] = []
  for (let at = zip.length - END_BYTES; at >= first; at--) {
    if (zip.readUInt32LE(at) === END_SIGNATURE) found.push(at)
  }
  const [endAt] = found
  if (endAt === undefined) throw format('it is no zip file, or is cut off')
  if (found.length > 1) throw lie(null, 'the zip has two ends')
  if (endAt + END_BYTES + zip.readUInt16LE(endAt + 20) !== zip.length)
    throw lie(null, 'the zip goes on after its end')
  const [disk, listDisk] = [zip.readUInt16LE(endAt + 4), zip.readUInt16LE(endAt + 6)]
  if (disk !== 0 || listDisk !== 0) throw format('zips of several parts are not taken')
  const [here, count] = [zip.readUInt16LE(endAt + 8), zip.readUInt16LE(endAt + 10)]
  const [listBytes, listAt] = [zip.readUInt32LE(endAt + 12), zip.readUInt32LE(endAt + 16)]
  if (count === 0xffff || listBytes === 0xffffffff || listAt === 0xffffffff) throw zip64(null)
  if (here !== count) throw lie(null, 'the zip counts its files in two ways')
  if (listAt + listBytes !== endAt) throw lie(null, 'the list of files does not end where the zip ends')
  if (count > limits.entriesMax) {
    throw new SubmissionRefused(
      'COUNT',
      null,
      `the zip has ${count} entries; it may have ${limits.entriesMax}`,
    )
  }
  return { listAt, endAt, count }
}

function listed(zip: Buffer, listAt: number, endAt: number, count: number): Declared[] {
  const rows: Declared[] = []
  let at = listAt
  while (rows.length < count) {
    if (at + CENTRAL_BYTES > endAt || zip.readUInt32LE(at) !== CENTRAL_SIGNATURE) {
      throw lie(null, `the list of files breaks off after ${rows.length} of ${count}`)
    }
    const [nameBytes, extraBytes] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)]
    const nameAt = at + CENTRAL_BYTES
    const next = nameAt + nameBytes + extraBytes + zip.readUInt16LE(at + 32)
    if (next > endAt) throw lie(null, `the list of files breaks off after ${rows.length} of ${count}`)
    rows.push(
      declared(zip, at, {
        name: zip.subarray(nameAt, nameAt + nameBytes),
        extra: zip.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes),
      }),
    )
    at = next
  }
  if (at !== endAt) throw lie(null, 'the list has more files than the zip counts')
  return rows
}

function declared(zip: Buffer, at: number, { name, extra }: { name: Buffer; extra: Buffer }): Declared {
  const path = nameOf(name)
  const attributes = zip.readUInt32LE(at + 38)
  const row: Declared = {
    name,
    path,
    flags: zip.readUInt16LE(at + 8),
    method: zip.readUInt16LE(at + 10),
    crc: zip.readUInt32LE(at + 16),
    compressed: zip.readUInt32LE(at + 20),
    bytes: zip.readUInt32LE(at + 24),
    mode: attributes >>> 16,
    dosAttributes: attributes & 0xff,
    offset: zip.readUInt32LE(at + 42),
  }
  if (zip.readUInt16LE(at + 34) !== 0) throw format('zips of several parts are not taken')
  if ([row.compressed, row.bytes, row.offset].includes(0xffffffff)) throw zip64(path)
  checkExtra(path, name, extra)
  checkKind(row)
  return row
}

function checkKind(row: Declared): void {
  const { path, flags, method, mode, bytes, compressed } = row
  if ((flags & ENCRYPTED) !== 0) throw format('is encrypted', path)
  if (method !== 0 && method !== 8)
    throw format('is compressed in a way other than "stored" and "deflated"', path)
  if (method === 0 && compressed !== bytes) throw lie(path, 'is stored, and has two sizes')
  const type = mode & FILE_TYPE
  if (type === SYMLINK)
    throw new SubmissionRefused('SYMLINK', path, 'is a symbolic link; pack the file itself')
  if (type !== 0 && type !== REGULAR && type !== FOLDER) {
    throw new SubmissionRefused('SPECIAL_FILE', path, 'is neither a file nor a folder')
  }
  const saysFolder = type === FOLDER || (row.dosAttributes & FOLDER_ATTRIBUTE) !== 0
  if (path.endsWith('/') ? type === REGULAR || bytes > 0 : saysFolder) {
    throw lie(path, 'is a folder by one of its marks and a file by another')
  }
}

function checkExtra(path: string, name: Buffer, extra: Buffer): void {
  for (let at = 0; at < extra.length;) {
    if (at + 4 > extra.length) throw lie(path, 'has extra fields that break off')
    const [id, size] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)]
    const value = extra.subarray(at + 4, at + 4 + size)
    if (value.length !== size) throw lie(path, 'has extra fields that break off')
    if (id === ZIP64_EXTRA) throw zip64(path)
    if (id === UNICODE_PATH_EXTRA && !value.subarray(5).equals(name)) throw lie(path, 'has a second name')
    at += 4 + size
  }
}

/** Finds the entry's data by its own header, which must say the same as the list. */
function located(zip: Buffer, row: Declared, listAt: number): { start: number; end: number } {
  const { offset, name, path, flags } = row
  if (offset + LOCAL_BYTES > listAt || zip.readUInt32LE(offset) !== LOCAL_SIGNATURE) {
    throw lie(path, 'is not where the list of files says')
  }
  const nameBytes = zip.readUInt16LE(offset + 26)
  const extraAt = offset + LOCAL_BYTES + nameBytes
  const start = extraAt + zip.readUInt16LE(offset + 28)
  if (start + row.compressed > listAt) throw lie(path, 'reaches past the data of the zip')
  if (!zip.subarray(offset + LOCAL_BYTES, extraAt).equals(name))
    throw lie(path, 'has another name in its own header')
  checkExtra(path, name, zip.subarray(extraAt, start))
  const localFlags = zip.readUInt16LE(offset + 6)
  if (
    (localFlags & TELLING_FLAGS) !== (flags & TELLING_FLAGS) ||
    zip.readUInt16LE(offset + 8) !== row.method
  ) {
    throw lie(path, 'is packed in another way by its own header')
  }
  const own = [zip.readUInt32LE(offset + 14), zip.readUInt32LE(offset + 18), zip.readUInt32LE(offset + 22)]
  const hasDescriptor = (flags & HAS_DESCRIPTOR) !== 0
  const isLeftOut = hasDescriptor && own.every((value) => value === 0)
  if (!isLeftOut && !isSame(own, row)) throw lie(path, 'has another size or checksum in its own header')
  const dataEnd = start + row.compressed
  return { start, end: hasDescriptor ? afterDescriptor(zip, row, dataEnd, listAt) : dataEnd }
}

/** The end of what follows the data of an entry whose writer learned its sizes late; its signature is optional. */
function afterDescriptor(zip: Buffer, row: Declared, at: number, listAt: number): number {
  const isMarked = at + 4 <= listAt && zip.readUInt32LE(at) === DESCRIPTOR_SIGNATURE
  for (const from of isMarked ? [at + 4, at] : [at]) {
    if (from + 12 > listAt) continue
    const own = [zip.readUInt32LE(from), zip.readUInt32LE(from + 4), zip.readUInt32LE(from + 8)]
    if (isSame(own, row)) return from + 12
  }
  throw lie(row.path, 'has another size or checksum after its data')
}

function isSame([crc, compressed, bytes]: readonly number[], row: Declared): boolean {
  return crc === row.crc && compressed === row.compressed && bytes === row.bytes
}

function isFolder({ path }: Declared): boolean {
  return path.endsWith('/')
}

/** Writers forget to mark names as UTF-8; names in older code pages are refused rather than guessed. */
function nameOf(name: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name)
  } catch {
    throw new SubmissionRefused('PATH', name.toString('latin1'), 'a name must be in UTF-8')
  }
}

function format(message: string, path: string | null = null): SubmissionRefused {
  return new SubmissionRefused('ZIP_FORMAT', path, message)
}

function lie(path: string | null, message: string): SubmissionRefused {
  return new SubmissionRefused('ZIP_LIES', path, message)
}

function zip64(path: string | null): SubmissionRefused {
  return new SubmissionRefused('ZIP_LIES', path, 'uses zip64, which nothing of an allowed size needs')
}
