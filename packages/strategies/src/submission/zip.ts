/** A submission as a zip: checked as a whole first, then inflated within what was declared. */

import { crc32, inflateRawSync } from 'node:zlib'
import { type SubmissionLimits, SUBMISSION_LIMITS } from './limits.ts'
import { checkPath, isIgnored } from './path-rules.ts'
import { checkSize, checkTotals, createSourceTree, type SourceFile, type SourceTree } from './source-tree.ts'
import { SubmissionRefused } from './submission-refused.ts'
import { type ZipEntry, zipEntries } from './zip-directory.ts'

/** Reads a zip. Throws a `SubmissionRefused`. */
export function readZip(bytes: Uint8Array, limits: SubmissionLimits = SUBMISSION_LIMITS): SourceTree {
  return createSourceTree(unzip(bytes, limits), limits)
}

/** The files of a zip as they are named in it, but for those that are ignored. Throws a `SubmissionRefused`. */
export function unzip(bytes: Uint8Array, limits: SubmissionLimits): readonly SourceFile[] {
  const entries = zipEntries(bytes, limits)
  for (const { path, isFolder } of entries) checkPath(isFolder ? path.slice(0, -1) : path)
  const files = entries.filter(({ path, isFolder }) => !isFolder && !isIgnored(path))
  checkDeclared(files, limits)
  return files.map((entry) => ({ path: entry.path, bytes: inflate(entry) }))
}

/** Before anything is inflated: no more is asked of us than a submission may be, by what the zip itself says. */
function checkDeclared(files: readonly ZipEntry[], limits: SubmissionLimits): void {
  let total = 0
  for (const { path, bytes, data } of files) {
    if (bytes > limits.ratioFreeBytes && bytes > data.length * limits.ratioMax) {
      const message = `would become more than ${limits.ratioMax} times its size in the zip`
      throw new SubmissionRefused('ZIP_BOMB', path, message)
    }
    checkSize(path, bytes, limits)
    total += bytes
  }
  checkTotals(files.length, total, limits)
}

function inflate({ path, data, bytes, isDeflated, crc }: ZipEntry): Uint8Array {
  const content = isDeflated ? inflated(path, data, bytes) : Uint8Array.from(data)
  if (crc32(content) !== crc)
    throw new SubmissionRefused('ZIP_LIES', path, 'has another checksum than was declared')
  return content
}

function inflated(path: string, data: Uint8Array, bytes: number): Uint8Array {
  try {
    // One byte more than declared, so that a bomb is stopped there and an empty file needs no special case.
    const { buffer, engine } = inflateRawSync(data, {
      maxOutputLength: bytes + 1,
      info: true,
    }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    if (buffer.length !== bytes)
      throw new SubmissionRefused('ZIP_LIES', path, 'is shorter or longer than was declared')
    if (engine.bytesWritten !== data.length) {
      throw new SubmissionRefused('ZIP_LIES', path, 'has hidden data after its content')
    }
    return Uint8Array.from(buffer)
  } catch (error) {
    if (error instanceof SubmissionRefused) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new SubmissionRefused(
        'ZIP_BOMB',
        path,
        `would become more than the ${bytes} bytes that were declared`,
      )
    }
    throw new SubmissionRefused('ZIP_FORMAT', path, `cannot be inflated: ${(error as Error).message}`)
  }
}
