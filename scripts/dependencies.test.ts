/** Holds docs/dependencies.md and the package.json files together: nothing comes in without a reason beside it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOMS, SCOPE } from './checks/rooms.ts'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly overrides?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..')
const manifests = ['', ...ROOMS.map((room) => room.path)].map(
  (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
)
const versions = manifests.flatMap((one) =>
  Object.entries({ ...one.dependencies, ...one.devDependencies, ...one.optionalDependencies }).filter(
    ([name]) => !name.startsWith(SCOPE),
  ),
)
const overridden = manifests.flatMap((one) => Object.keys(one.overrides ?? {}))
const names = [...new Set([...versions.map(([name]) => name), ...overridden])].sort()

describe('dependencies', () => {
  it('each have their reason in docs/dependencies.md, and nothing else stands there', () => {
    const rows = readFileSync(join(root, 'docs/dependencies.md'), 'utf8').match(/^\| `.*$/gm) ?? []
    const firstCells = rows.map((row) => row.split('|')[1] ?? '')
    const listed = firstCells.flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
    )
    expect([...new Set(listed)].sort()).toEqual(names)
  })

  it('are pinned exactly, and to one version across the workspace', () => {
    const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    const several = names.filter(
      (name) => new Set(versions.filter(([n]) => n === name).map(([, v]) => v)).size > 1,
    )
    expect({ loose, several }).toEqual({ loose: [], several: [] })
  })
})
