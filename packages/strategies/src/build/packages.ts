/**
 * Brings the tarballs of packages that are allowed and pinned. Three things must agree: the organization's list, the author's
 * lock, and the checksum of what the store hands over. A name alone never suffices.
 */

import { createHash } from 'node:crypto'
import type { SourceTree } from '../submission/source-tree.ts'
import type { PinnedPackage } from './compile-terms.ts'
import type { DeniedPackage } from './imports.ts'
import type { BuildLimits } from './limits.ts'
import { type AllowedPackage, LOCK_FILE, readPins } from './lock.ts'
import { type BuildProblem, type BuildRule, problemOf } from './outcome.ts'

/** Gives the tarball of a pinned package from a store at hand, or null. Nothing is ever fetched by its name alone. */
export type PackageStore = (pin: PinnedPackage) => Promise<Uint8Array | null>

export interface PackageTerms {
  readonly allowed: readonly AllowedPackage[]
  readonly store: PackageStore
  readonly limits: BuildLimits
}

export interface BroughtPackages {
  readonly pinned: readonly PinnedPackage[]
  /** Of each pinned package, in the same order. */
  readonly tarballs: readonly Uint8Array[]
  readonly denied: readonly DeniedPackage[]
  readonly problems: readonly BuildProblem[]
}

export async function bringPackages(tree: SourceTree, terms: PackageTerms): Promise<BroughtPackages> {
  const { allowed, store, limits } = terms
  const { pinned, denied, problems } = readPins(tree, allowed)
  if (pinned.length > limits.packagesMax) {
    const message = `a strategy may have ${limits.packagesMax} packages; ${LOCK_FILE} pins ${pinned.length} allowed ones`
    return { pinned: [], tarballs: [], denied, problems: [problemOf('LOCK', message, LOCK_FILE)] }
  }
  const brought: { pin: PinnedPackage; tarball: Uint8Array }[] = []
  const missed: DeniedPackage[] = []
  for (const pin of pinned) {
    const tarball = await store(pin)
    const fault = tarballFault(pin, tarball, limits)
    if (fault !== null) missed.push({ name: pin.name, ...fault })
    else if (tarball !== null) brought.push({ pin, tarball })
  }
  return {
    pinned: brought.map(({ pin }) => pin),
    tarballs: brought.map(({ tarball }) => tarball),
    denied: [...denied, ...missed],
    problems,
  }
}

function tarballFault(
  { name, version, integrity }: PinnedPackage,
  tarball: Uint8Array | null,
  { packageBytesMax }: BuildLimits,
): { readonly rule: BuildRule; readonly message: string } | null {
  const called = `${name} ${version}`
  if (tarball === null) {
    return {
      rule: 'PACKAGE_MISSING',
      message: `${called} is allowed and pinned, but not in the package store`,
    }
  }
  if (tarball.length > packageBytesMax) {
    return { rule: 'PACKAGE_CONTENT', message: `${called} has more than ${packageBytesMax} bytes` }
  }
  const own = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  if (own === integrity) return null
  const message = `${called}: what the store has is not what ${LOCK_FILE} pins (${own}, not ${integrity})`
  return { rule: 'PACKAGE_INTEGRITY', message }
}
