/**
 * Reads a package's tarball: plain files within one folder, nothing else. Written by hand because what a tar may hold (links,
 * devices, absolute and parent paths, several names for a file) is what must be refused.
 */

import { gunzipSync } from 'node:zlib'
import { checkPath } from '../submission/path-rules.ts'
import { SubmissionRefused } from '../submission/submission-refused.ts'

export interface TarFile {
  /** Without the folder that all files of a package lie in. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface TarLimits {
  readonly bytesMax: number
  readonly filesMax: number
}

/** What is wrong with a tarball. */
export class TarFault extends Error {
  override readonly name = 'TarFault'
}

const BLOCK = 512
const REGULAR = new Set(['0', '\0', '7'])
const FOLDER = '5'
/** Headers that tell more of the next entry, or of all. */
const [EXTENDED, EXTENDED_GLOBAL] = ['x', 'g']

export function readTarball(tarball: Uint8Array, { bytesMax, filesMax }: TarLimits): readonly TarFile[] {
  const tar = unzipped(tarball, bytesMax)
  const files = new Map<string, TarFile>()
  let name: string | null = null
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) break
    checkHeader(header)
    const size = numberIn(header, 124, 12)
    const content = tar.subarray(at + BLOCK, at + BLOCK + size)
    if (content.length !== size) throw new TarFault('the tarball is cut off')
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === EXTENDED) name = pathIn(content)
    else if (type !== EXTENDED_GLOBAL && type !== FOLDER) {
      if (!REGULAR.has(type)) throw new TarFault(`${name ?? nameIn(header)} is neither a file nor a folder`)
      const path = placed(name ?? nameIn(header))
      if (files.has(path.toLowerCase())) throw new TarFault(`${path} is there twice`)
      files.set(path.toLowerCase(), { path, bytes: Uint8Array.from(content) })
      if (files.size > filesMax) throw new TarFault(`there are more than ${filesMax} files`)
      name = null
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return [...files.values()]
}

function unzipped(tarball: Uint8Array, bytesMax: number): Buffer {
  try {
    return gunzipSync(tarball, { maxOutputLength: bytesMax })
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new TarFault(isBomb ? `it has more than ${bytesMax} bytes` : 'it is no gzipped tarball')
  }
}

function checkHeader(header: Buffer): void {
  let sum = 0
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte
  if (sum !== numberIn(header, 148, 8)) throw new TarFault('a header has a wrong checksum')
}

/** Octal digits; a size in another form is larger than any that is allowed. */
function numberIn(header: Buffer, at: number, length: number): number {
  const text = header
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trim()
  if (!/^[0-7]+$/.test(text)) throw new TarFault('a header has no plain number')
  return Number.parseInt(text, 8)
}

function nameIn(header: Buffer): string {
  const text = (at: number, length: number): string => {
    const field = header.subarray(at, at + length)
    const end = field.indexOf(0)
    return field.toString('utf8', 0, end < 0 ? length : end)
  }
  const isUstar = header.toString('latin1', 257, 262) === 'ustar'
  const prefix = isUstar ? text(345, 155) : ''
  return prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`
}

/** The path of an extended header: records of `<length> <key>=<value>\n`. Its other keys are of no interest, but for a size. */
function pathIn(content: Buffer): string | null {
  let path: string | null = null
  for (let at = 0; at < content.length;) {
    const length = Number.parseInt(content.toString('latin1', at, at + 10), 10)
    if (!(length > 0) || at + length > content.length) throw new TarFault('an extended header is broken')
    const record = content.toString('utf8', at, at + length)
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(record) ?? []
    if (key === 'size' || key === 'linkpath')
      throw new TarFault('an extended header changes what an entry is')
    if (key === 'path' && value !== undefined) path = value
    at += length
  }
  return path
}

function placed(name: string): string {
  const path = name.replace(/^\.\//, '').replace(/^[^/]+\//, '')
  try {
    checkPath(path)
  } catch (error) {
    if (error instanceof SubmissionRefused) throw new TarFault(error.message)
    throw error
  }
  if (path === name) throw new TarFault(`${name} lies outside the package's folder`)
  return path
}
