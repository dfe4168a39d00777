/** A submission as a folder of this machine. Links are refused, so that nothing outside the folder is ever read. */

import { constants } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { type SubmissionLimits, SUBMISSION_LIMITS } from './limits.ts'
import { checkPath, isIgnored } from './path-rules.ts'
import { checkSize, checkTotals, createSourceTree, type SourceFile, type SourceTree } from './source-tree.ts'
import { SubmissionRefused } from './submission-refused.ts'

/** Reads a folder. Throws a `SubmissionRefused`, and what the system throws for a folder that cannot be read. */
export async function readDirectory(
  folder: string,
  limits: SubmissionLimits = SUBMISSION_LIMITS,
): Promise<SourceTree> {
  const reader = new DirectoryReader(await realpath(folder), limits)
  await reader.read('')
  return createSourceTree(reader.files, limits)
}

class DirectoryReader {
  readonly files: SourceFile[] = []
  readonly #root: string
  readonly #limits: SubmissionLimits
  #entries = 0
  #bytes = 0

  constructor(root: string, limits: SubmissionLimits) {
    this.#root = root
    this.#limits = limits
  }

  /** Reads what lies below a folder, named relative to the root; `''` is the root. */
  async read(folder: string): Promise<void> {
    const names = await readdir(join(this.#root, folder))
    for (const name of names.sort()) {
      const path = folder === '' ? name : `${folder}/${name}`
      if (isIgnored(path)) continue
      this.#count()
      checkPath(path)
      const stat = await lstat(join(this.#root, path))
      if (stat.isSymbolicLink()) {
        throw new SubmissionRefused('SYMLINK', path, 'is a symbolic link; put the file itself there')
      }
      if (stat.isDirectory()) await this.#descend(path)
      else if (stat.isFile()) await this.#take(path)
      else throw new SubmissionRefused('SPECIAL_FILE', path, 'is neither a file nor a folder')
    }
  }

  async #descend(path: string): Promise<void> {
    const { depthMax } = this.#limits
    if (path.split('/').length > depthMax) {
      throw new SubmissionRefused('PATH', path, `a file may lie in ${depthMax} folders`)
    }
    await this.read(path)
  }

  async #take(path: string): Promise<void> {
    // What was a file a moment ago may be a link or a pipe by now: it is not followed, and not waited for.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const file = await open(join(this.#root, path), flags)
    try {
      const { size } = await file.stat()
      checkSize(path, size, this.#limits)
      const bytes = await file.readFile()
      checkSize(path, bytes.length, this.#limits)
      this.#bytes += bytes.length
      checkTotals(this.files.length + 1, this.#bytes, this.#limits)
      this.files.push({ path, bytes: Uint8Array.from(bytes) })
    } finally {
      await file.close()
    }
  }

  #count(): void {
    this.#entries += 1
    const { entriesMax } = this.#limits
    if (this.#entries > entriesMax) {
      throw new SubmissionRefused('COUNT', null, `the folder has more than ${entriesMax} entries`)
    }
  }
}
