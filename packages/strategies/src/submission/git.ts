/**
 * A submission as a commit of a git repository. Nothing is ever checked out: the files are read from git's own store, so that no
 * hook, filter, attribute, link or submodule of the repository has anything to act on.
 */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseGitRevision, parseGitUrl } from './git-address.ts'
import { type GitTerms, runGit } from './git-process.ts'
import { type SubmissionLimits, SUBMISSION_LIMITS } from './limits.ts'
import { checkPath, isIgnored } from './path-rules.ts'
import { publicAddresses } from './public-host.ts'
import { createScratch } from './scratch.ts'
import { checkSize, checkTotals, createSourceTree, type SourceFile, type SourceTree } from './source-tree.ts'
import { SubmissionRefused } from './submission-refused.ts'

/** Which repositories an installation reads: for its operator to say, never for who submits. */
export interface GitAccess {
  /** Whether `file://` is taken; false when left out. */
  readonly allowsFile?: boolean
  /** The only hosts that may be asked, `host` or `host:port`, wherever they are; every public name when left out. */
  readonly hosts?: readonly string[]
  /** File of the authorities, in PEM, that certificates of those hosts are checked by; git's own when left out. */
  readonly certificates?: string
}

export interface GitSource extends GitAccess {
  readonly url: string
  /** A branch, a tag, or the 40 digits of a commit. */
  readonly revision: string
  readonly limits?: SubmissionLimits
  readonly signal?: AbortSignal
}

export interface GitSubmission {
  readonly tree: SourceTree
  /** The commit that the revision stood for, 40 hexadecimal digits. */
  readonly commit: string
}

/** Fetches one commit, without its history, and reads its files. Throws a `SubmissionRefused`. */
export async function readGit(source: GitSource): Promise<GitSubmission> {
  const { allowsFile = false, hosts = null, certificates = null, limits = SUBMISSION_LIMITS, signal } = source
  const { url, protocol, publicHost: host } = parseGitUrl(source.url, { allowsFile, hosts })
  const revision = parseGitRevision(source.revision)
  const place = host === null ? null : { host, addresses: await publicAddresses(host) }
  const scratch = await createScratch('quarterdeck-git-')
  try {
    const directory = join(scratch.directory, 'repository.git')
    await mkdir(directory)
    const deadline = performance.now() + limits.cloneMsMax
    const terms: GitTerms = { directory, protocol, place, certificates, limits, deadline, signal }
    const commit = await fetchCommit(terms, url, revision)
    return { tree: await readCommit(terms, commit), commit }
  } finally {
    await scratch.remove()
  }
}

const WORDS_BYTES_MAX = 64 * 2 ** 10
/** A row of `ls-tree`: mode, type, name of the object, size, path. */
const ROW_BYTES_MAX = 1_000

/** Brings the commit of a revision, and nothing it does not need, into the repository. */
export async function fetchCommit(terms: GitTerms, url: string, revision: string): Promise<string> {
  const short = { outputBytesMax: WORDS_BYTES_MAX }
  await runGit(terms, ['init', '--quiet', '--bare', '--template=', terms.directory], short)
  await runGit(
    terms,
    [
      'fetch',
      '--quiet',
      '--depth=1',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-auto-gc',
      '--end-of-options',
      url,
      revision,
    ],
    short,
  )
  const commit = await runGit(terms, ['rev-parse', '--verify', '--quiet', 'FETCH_HEAD^{commit}'], short)
  return commit.toString('latin1').trim()
}

interface Row {
  readonly path: string
  readonly object: string
}

async function readCommit(terms: GitTerms, commit: string): Promise<SourceTree> {
  const { limits } = terms
  const listed = await runGit(terms, ['ls-tree', '-r', '-l', '-z', '--full-tree', commit], {
    outputBytesMax: limits.entriesMax * ROW_BYTES_MAX,
  })
  const rows = rowsOf(listed, limits)
  const stored = await runGit(terms, ['cat-file', '--batch', '--buffer'], {
    input: rows.map(({ object }) => `${object}\n`).join(''),
    // What precedes each object: its name, type and size.
    outputBytesMax: limits.treeBytesMax + rows.length * 100,
  })
  return createSourceTree(filesOf(rows, stored), limits)
}

/** The files that are to be read, their sizes within what is allowed. */
function rowsOf(listed: Buffer, limits: SubmissionLimits): readonly Row[] {
  const rows: Row[] = []
  let total = 0
  for (const text of utf8(listed).split('\0')) {
    if (text === '') continue
    const [, mode, kind, object, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(text) ?? []
    if (mode === undefined || object === undefined || path === undefined) {
      throw new SubmissionRefused('GIT_FAILED', null, 'git listed the files in an unknown way')
    }
    checkPath(path)
    if (isIgnored(path)) continue
    checkMode(path, mode, kind)
    checkSize(path, Number(size), limits)
    total += Number(size)
    rows.push({ path, object })
    checkTotals(rows.length, total, limits)
  }
  return rows
}

function checkMode(path: string, mode: string, kind: string | undefined): void {
  if (mode === '120000')
    throw new SubmissionRefused('SYMLINK', path, 'is a symbolic link; commit the file itself')
  if (mode === '160000')
    throw new SubmissionRefused('GIT_CONTENT', path, 'is a submodule; commit its files instead')
  if (kind !== 'blob' || !mode.startsWith('100')) {
    throw new SubmissionRefused('SPECIAL_FILE', path, 'is neither a file nor a folder')
  }
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/'

function filesOf(rows: readonly Row[], stored: Buffer): readonly SourceFile[] {
  let at = 0
  return rows.map(({ path, object }) => {
    const lineEnd = stored.indexOf(10, at)
    const [name, kind, size] = stored.toString('latin1', at, lineEnd).split(' ')
    if (lineEnd < 0 || name !== object || kind !== 'blob') {
      throw new SubmissionRefused('GIT_FAILED', path, 'is not in the repository')
    }
    const bytes = Uint8Array.from(stored.subarray(lineEnd + 1, lineEnd + 1 + Number(size)))
    at = lineEnd + 1 + bytes.length + 1
    if (
      Buffer.from(bytes.buffer, 0, Math.min(bytes.length, 100)).toString('latin1').startsWith(LFS_POINTER)
    ) {
      throw new SubmissionRefused('GIT_CONTENT', path, 'is kept in Git LFS; commit the file itself')
    }
    return { path, bytes }
  })
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SubmissionRefused('PATH', null, 'every name in the repository must be in UTF-8')
  }
}
