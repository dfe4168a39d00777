/**
 * Which packages an organization's strategies may use, and where their code comes from: a folder that the operator fills.
 *
 *     allowed.json      {"*": ["ms"], "<organization id>": ["decimal.js", {"name": "ms", "version": "2.1.3"}]}
 *     ms-2.1.3.tgz      as `npm pack ms@2.1.3` writes it
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AllowedPackage, type PackageStore, packageFolder } from '@quarterdeck/strategies'
import { z } from 'zod'

export interface Packages {
  readonly store: PackageStore
  /** Read anew for each build: what is taken off the list is off it at once. Throws where the list cannot be read. */
  allowed(organizationId: string): Promise<readonly AllowedPackage[]>
}

const FILE = 'allowed.json'
const name = z.string().regex(/^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$/)
const entry = z.union([
  name.transform((one): AllowedPackage => ({ name: one })),
  z.strictObject({ name, version: z.string().optional(), integrity: z.string().optional() }),
])
const list = z.record(z.string(), z.array(entry))

/** The packages of a folder. */
export function packagesOf(folder: string): Packages {
  return {
    store: packageFolder(folder),
    async allowed(organizationId) {
      const path = join(folder, FILE)
      const read = list.safeParse(JSON.parse(await readFile(path, 'utf8')))
      if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`)
      const all = [...(read.data['*'] ?? []), ...(read.data[organizationId] ?? [])]
      return all.map(({ name: one, version, integrity }) => ({
        name: one,
        ...(version === undefined ? {} : { version }),
        ...(integrity === undefined ? {} : { integrity }),
      }))
    },
  }
}
