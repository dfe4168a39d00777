/** What the author's lock file pins: for each package its version and the checksum of its tarball. */

import { fileAt, type SourceTree } from '../submission/source-tree.ts'
import type { DeniedPackage } from './imports.ts'
import type { PinnedPackage } from './compile-terms.ts'
import { type BuildProblem, type BuildRule, problemOf } from './outcome.ts'
import { SDK_NAME } from './workspace.ts'

/** A package that an organization lets its strategies use. */
export interface AllowedPackage {
  readonly name: string
  /** The only version, when named. */
  readonly version?: string
  /** The only tarball, when named: `sha512-...`. */
  readonly integrity?: string
}

export const LOCK_FILE = 'package-lock.json'

export interface Pins {
  readonly pinned: readonly PinnedPackage[]
  /** Allowed packages that cannot be used, and why. */
  readonly denied: readonly DeniedPackage[]
  readonly problems: readonly BuildProblem[]
}

type Fields = Readonly<Record<string, unknown>>

/** Reads what the lock says of the allowed packages. What it says of others is of no interest. */
export function readPins(tree: SourceTree, list: readonly AllowedPackage[]): Pins {
  // The SDK is ours, whatever a registry has under its name.
  const allowed = list.filter(({ name }) => name !== SDK_NAME)
  const file = fileAt(tree, LOCK_FILE)
  if (file === undefined) {
    const message = (name: string): string => `${name} must be pinned by a ${LOCK_FILE}, and there is none`
    const denied = allowed.map(({ name }) => denial(name, 'PACKAGE_NOT_LOCKED', message(name)))
    return { pinned: [], denied, problems: [] }
  }
  const entries = entriesOf(file.bytes)
  if (typeof entries === 'string')
    return { pinned: [], denied: [], problems: [problemOf('LOCK', entries, LOCK_FILE)] }
  const judged = allowed.map((one) => judge(one, entries))
  return {
    pinned: judged.flatMap((one) => ('rule' in one ? [] : [one])),
    denied: judged.flatMap((one) => ('rule' in one ? [one] : [])),
    problems: [],
  }
}

/** The packages of a lock by their place, or what is wrong with it. */
function entriesOf(bytes: Uint8Array): ReadonlyMap<string, Fields> | string {
  let lock: unknown
  try {
    lock = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    return `must be JSON: ${(error as Error).message}`
  }
  const { lockfileVersion, packages } = fieldsOf(lock)
  if (lockfileVersion !== 2 && lockfileVersion !== 3)
    return 'lockfileVersion must be 2 or 3: make it with npm 7 or later'
  if (typeof packages !== 'object' || packages === null) return 'packages must be there'
  return new Map(Object.entries(packages).map(([place, entry]) => [place, fieldsOf(entry)]))
}

/** As registries have them; nothing in it leads to another folder. */
const PACKAGE_NAME = /^(@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9-][a-z0-9._-]*$/
const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/

function judge(allowed: AllowedPackage, entries: ReadonlyMap<string, Fields>): PinnedPackage | DeniedPackage {
  const { name } = allowed
  if (!PACKAGE_NAME.test(name)) return denial(name, 'LOCK', `${name} is no name of a package`)
  const entry = entries.get(`node_modules/${name}`)
  if (entry === undefined) {
    return denial(name, 'PACKAGE_NOT_LOCKED', `${name} is allowed, but ${LOCK_FILE} does not pin it`)
  }
  const { version, integrity, link, resolved } = entry
  const refuse = (fault: string): DeniedPackage => denial(name, 'LOCK', `${LOCK_FILE}: ${name} ${fault}`)
  if (entry['name'] !== undefined && entry['name'] !== name) return refuse('is another package by that name')
  if (link === true) return refuse('is a link to a folder, which nobody pinned')
  if (typeof resolved === 'string' && !/^https?:\/\//.test(resolved))
    return refuse('does not come from a registry')
  if (typeof version !== 'string' || !SEMVER.test(version)) return refuse('must have an exact version')
  if (typeof integrity !== 'string' || !SHA512.test(integrity))
    return refuse('must have one sha512 integrity')
  const isTwice = [...entries].some(
    ([place, other]) => place.endsWith(`/node_modules/${name}`) && other['version'] !== version,
  )
  if (isTwice) return refuse('is there in two versions; a strategy has one')
  if (allowed.version !== undefined && allowed.version !== version) {
    const message = `${name} is allowed as ${allowed.version}; ${LOCK_FILE} pins ${version}`
    return denial(name, 'PACKAGE_NOT_ALLOWED', message)
  }
  if (allowed.integrity !== undefined && allowed.integrity !== integrity) {
    const message = `${name} ${version} is allowed with another checksum than ${LOCK_FILE} pins`
    return denial(name, 'PACKAGE_INTEGRITY', message)
  }
  return { name, version, integrity }
}

function denial(name: string, rule: BuildRule, message: string): DeniedPackage {
  return { name, rule, message }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
