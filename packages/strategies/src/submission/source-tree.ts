/**
 * A submission in its one canonical form: paths in order, each with its bytes. A zip, a folder and a commit with the same
 * files are the same tree, and so build the same artifact.
 */

import { type SubmissionLimits, SUBMISSION_LIMITS } from './limits.ts'
import { checkPath, checkPathLength, isIgnored } from './path-rules.ts'
import { SubmissionRefused } from './submission-refused.ts'

export interface SourceFile {
  /** Relative, with forward slashes, in Unicode normal form C. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** The files of a strategy, ordered by path (by UTF-16 code units). At least one. */
export interface SourceTree {
  readonly files: readonly SourceFile[]
}

/**
 * Makes the canonical tree of files in any order. What never belongs to a strategy (`node_modules`, `.git`, secrets) is
 * left out, and so is a folder that all files lie in, as when a folder was packed as a whole. Throws a `SubmissionRefused` for a path, a size or a count that is not allowed.
 */
export function createSourceTree(
  files: Iterable<SourceFile>,
  limits: SubmissionLimits = SUBMISSION_LIMITS,
): SourceTree {
  const kept: SourceFile[] = []
  const taken = new TakenPaths()
  let total = 0
  for (const { path, bytes } of files) {
    checkPath(path)
    if (isIgnored(path)) continue
    checkPathLength(path, limits)
    taken.add(path)
    checkSize(path, bytes.length, limits)
    total += bytes.length
    kept.push({ path: path.normalize('NFC'), bytes })
    checkTotals(kept.length, total, limits)
  }
  if (kept.length === 0) throw new SubmissionRefused('EMPTY', null, 'there is no file in it')
  return { files: withoutTopFolder(kept).toSorted((one, other) => (one.path < other.path ? -1 : 1)) }
}

/** Means something: when all files lie in it, it is still part of their names. */
const MEANINGFUL = 'src'

function withoutTopFolder(files: readonly SourceFile[]): readonly SourceFile[] {
  const [top = '', ...below] = files[0]?.path.split('/') ?? []
  const isCommon = below.length > 0 && files.every(({ path }) => path.startsWith(`${top}/`))
  if (!isCommon || top === MEANINGFUL) return files
  return withoutTopFolder(files.map(({ path, bytes }) => ({ path: path.slice(top.length + 1), bytes })))
}

/** The file at a path, or undefined. */
export function fileAt(tree: SourceTree, path: string): SourceFile | undefined {
  return tree.files.find((file) => file.path === path)
}

export function checkSize(path: string, bytes: number, { fileBytesMax }: SubmissionLimits): void {
  if (bytes > fileBytesMax) {
    throw new SubmissionRefused('SIZE', path, `has ${bytes} bytes; a file may have ${fileBytesMax}`)
  }
}

export function checkTotals(files: number, bytes: number, limits: SubmissionLimits): void {
  if (files > limits.filesMax) {
    throw new SubmissionRefused('COUNT', null, `there are more than ${limits.filesMax} files`)
  }
  if (bytes > limits.treeBytesMax) {
    throw new SubmissionRefused(
      'SIZE',
      null,
      `the files have more than ${limits.treeBytesMax} bytes together`,
    )
  }
}

/** Refuses two paths that some file system takes for one: the same tree must mean the same files everywhere. */
class TakenPaths {
  /** What each folded path was first written as; a folder ends with a slash. */
  readonly #seen = new Map<string, string>()
  readonly #folders = new Map<string, string>()

  add(path: string): void {
    const earlier = this.#seen.get(folded(path)) ?? this.#folders.get(folded(path))
    if (earlier !== undefined) throw duplicate(path, earlier)
    this.#seen.set(folded(path), path)
    const names = path.split('/')
    for (let depth = 1; depth < names.length; depth++) this.#addFolder(names.slice(0, depth).join('/'), path)
  }

  #addFolder(folder: string, path: string): void {
    const file = this.#seen.get(folded(folder))
    if (file !== undefined) throw duplicate(path, file)
    const earlier = this.#folders.get(folded(folder))
    if (earlier !== undefined && earlier !== folder) throw duplicate(folder, earlier)
    this.#folders.set(folded(folder), folder)
  }
}

function duplicate(path: string, earlier: string): SubmissionRefused {
  return new SubmissionRefused(
    'DUPLICATE',
    path,
    `is the same file as "${earlier}" where case or Unicode form does not count: keep one`,
  )
}

/** One form for all the ways that file systems confuse: compatibility form, then case both ways. */
function folded(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}
