/**
 * Runs git in a child that knows nothing of this machine's git: no configuration but ours, no hooks, no credentials, no
 * questions, one protocol, no redirects. It is killed when it takes too long, too much memory or disk, or says too much.
 */

import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SubmissionLimits } from './limits.ts'
import { treeMemoryBytes, killGroup } from './process-group.ts'
import { SubmissionRefused } from './submission-refused.ts'

export interface GitTerms {
  /** The bare repository, alone in a folder of its own, which is also git's home. */
  readonly directory: string
  /** The one protocol that git may speak. */
  readonly protocol: string
  /** Where the one host is, and nowhere else; null: wherever its name leads. */
  readonly place: HostPlace | null
  /** File of the authorities that certificates are checked by; null: git's own. */
  readonly certificates: string | null
  readonly limits: SubmissionLimits
  /** When all of it must be done, on the clock of `performance.now()`. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
}

export interface HostPlace {
  readonly host: string
  readonly addresses: readonly string[]
}

const WATCH_MS = 50
/** Resident memory of git and its helpers. Objects above a megabyte are streamed, see below. */
const MEMORY_BYTES_MAX = 512 * 2 ** 20
const SAID_MAX = 2_000

const SETTINGS: readonly string[] = [
  'protocol.allow=never',
  'http.followRedirects=false',
  'http.sslVerify=true',
  'credential.helper=',
  'core.askPass=',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.symlinks=false',
  'core.bigFileThreshold=1m',
  'core.attributesFile=/dev/null',
  'fetch.fsckObjects=true',
  'transfer.fsckObjects=true',
  'transfer.bundleURI=false',
  'transfer.unpackLimit=1',
  'fetch.recurseSubmodules=false',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'pack.threads=1',
  'safe.bareRepository=explicit',
]

/** The whole command line of one git command: ours first, then the command. */
export function gitArguments(
  {
    directory,
    protocol,
    place,
    certificates,
  }: Pick<GitTerms, 'directory' | 'protocol' | 'place' | 'certificates'>,
  command: readonly string[],
): readonly string[] {
  const trusted = certificates === null ? [] : [`http.sslCAInfo=${certificates}`]
  const settings = [...SETTINGS, `protocol.${protocol}.allow=always`, ...placed(place), ...trusted].flatMap(
    (one) => ['-c', one],
  )
  return [...settings, '--no-pager', '--no-replace-objects', `--git-dir=${directory}`, ...command]
}

/** Its own look-up of the name could lead elsewhere than ours did. Git before 2.37 does not know this. */
function placed(place: HostPlace | null): readonly string[] {
  if (place === null) return []
  const addresses = place.addresses.map((address) => (address.includes(':') ? `[${address}]` : address))
  return [`http.curloptResolve=${place.host}:443:${addresses.join(',')}`]
}

/** All that git sees of the environment. */
export function gitEnvironment(directory: string, protocol: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: directory,
    XDG_CONFIG_HOME: directory,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    GIT_SSH_COMMAND: '/bin/false',
    GIT_ALLOW_PROTOCOL: protocol,
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
  }
}

/** Runs one command and gives what it printed. Throws a `SubmissionRefused` when it fails or passes a limit. */
export function runGit(
  terms: GitTerms,
  command: readonly string[],
  { input = '', outputBytesMax }: { readonly input?: string; readonly outputBytesMax: number },
): Promise<Buffer> {
  const { directory, protocol, limits, deadline, signal } = terms
  return new Promise((resolve, reject) => {
    const child = spawn('git', gitArguments(terms, command), {
      cwd: directory,
      env: gitEnvironment(directory, protocol),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    let verdict: SubmissionRefused | null = null
    const end = (refusal: SubmissionRefused): void => {
      verdict ??= refusal
      killGroup(child.pid)
    }
    const look = (): void => {
      const refusal = excess(child.pid, { directory, limits, deadline })
      if (refusal !== null) end(refusal)
    }
    const watch = setInterval(look, WATCH_MS)
    const cancel = (): void =>
      end(new SubmissionRefused('TIME', null, 'fetching the repository was cancelled'))
    if (signal?.aborted === true) cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    const printed: Buffer[] = []
    let bytes = 0
    let said = ''
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= outputBytesMax) printed.push(piece)
      else end(new SubmissionRefused('SIZE', null, 'the repository holds more than a submission may'))
    })
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-SAID_MAX)
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const close = (fault: string | null): void => {
      clearInterval(watch)
      signal?.removeEventListener('abort', cancel)
      killGroup(child.pid)
      // A quick command may be over before it was looked at once.
      if (verdict === null) look()
      if (verdict !== null) reject(verdict)
      else if (fault !== null)
        reject(new SubmissionRefused('GIT_FAILED', null, `git ${command[0]} failed: ${fault}`))
      else resolve(Buffer.concat(printed))
    }
    child.on('error', (error) => close(error.message))
    child.on('close', (code) => close(code === 0 ? null : wordsOf(said, directory)))
  })
}

/** What git has used that it may not. */
function excess(
  pid: number | undefined,
  { directory, limits, deadline }: Pick<GitTerms, 'directory' | 'limits' | 'deadline'>,
): SubmissionRefused | null {
  if (performance.now() > deadline) {
    return new SubmissionRefused(
      'TIME',
      null,
      `fetching the repository took longer than ${limits.cloneMsMax / 1_000} s`,
    )
  }
  if (folderBytes(directory) > limits.cloneBytesMax) {
    return new SubmissionRefused('SIZE', null, `the repository has more than ${limits.cloneBytesMax} bytes`)
  }
  if ((treeMemoryBytes(pid) ?? 0) > MEMORY_BYTES_MAX) {
    return new SubmissionRefused('SIZE', null, 'reading the repository takes too much memory')
  }
  return null
}

/** What lies in a folder, bytes on disk; files come and go while it is read. */
function folderBytes(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}

/** The last lines that say what went wrong, without where we keep things. */
function wordsOf(said: string, directory: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(fatal|error|remote):/.test(line))
  return (lines.slice(-3).join('; ') || 'it gave no reason').replaceAll(directory, '...').slice(0, 500)
}
