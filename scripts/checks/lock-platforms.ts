/**
 * The lockfile holds every platform's binaries.
 *
 * npm leaves out, without a word, an optional package that the registry lacks; `npm ci` then refuses the lockfile on
 * every machine. So each name in an `optionalDependencies` must have an entry of its own.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, verdict } from './check.ts'

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >
}

export const lockPlatforms: Check = {
  name: 'lock-platforms',
  run: async (root) => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile
    return [verdict('lockfile: every platform package is locked', missingPlatforms(lock))]
  },
}

/** Names each optional dependency without an entry. */
export function missingPlatforms(lock: Lockfile): readonly string[] {
  const locked = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)))
  return Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `${path || 'the root'} wants ${name}, which is not locked: pin a version that has it`),
  )
}
