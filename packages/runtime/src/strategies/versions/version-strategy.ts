/**
 * A version of a user's strategy as research plays it: the bundle of its artifact as a file for a worker, and its parameters from the
 * manifest. No code of it runs here.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParamDescription, ParamSchema } from '@quarterdeck/sdk'
import type { Artifact } from '@quarterdeck/strategies'
import type { Queryable } from '../../database/database.ts'
import type { FiledStrategy } from '../../research/strategy-files.ts'

/** `name@number`: the name of a strategy of the organization, and one of its versions. */
const NAMED = /^([a-z0-9-]{1,64})@([1-9]\d{0,8})$/

export interface VersionStrategyOptions {
  readonly database: Queryable
  /** Where bundles are kept as files; made when it is first needed. */
  readonly folder: string
  readonly artifact: (organizationId: string, digest: string) => Promise<Artifact>
}

/** Null: it is not the name of a version that is ready. */
export async function versionStrategy(
  { database, folder, artifact }: VersionStrategyOptions,
  organizationId: string,
  named: string,
): Promise<FiledStrategy | null> {
  const [, name, number] = NAMED.exec(named) ?? []
  if (name === undefined || number === undefined) return null
  const [row] = await database.query<{ digest: string }>(
    `SELECT v.digest FROM strategy_version v JOIN strategy s ON s.id = v.strategy_id
     WHERE v.organization_id = $1 AND s.organization_id = $1 AND s.name = $2 AND v.number = $3 AND v.status = 'READY'`,
    [organizationId, name, Number(number)],
  )
  if (row === undefined) return null
  const { bundle, manifest } = await artifact(organizationId, row.digest)
  const { description, parameters } = manifest
  const params = schemaOf(parameters)
  return {
    // What it subscribes to its worker knows.
    strategy: { name: named, description, params, subscribe: () => [] },
    path: filed(folder, row.digest, bundle),
  }
}

/** Bounds of durations are the worker's to judge: a description has them in another unit. */
function schemaOf(parameters: readonly ParamDescription[]): ParamSchema {
  return Object.fromEntries(
    parameters.map(({ name, ...param }) => [
      name,
      param.kind === 'duration' ? { ...param, min: null, max: null } : param,
    ]),
  )
}

/** The bundle as a file that is named by its content. */
function filed(folder: string, digest: string, bundle: string): string {
  const path = join(folder, `${digest}.bundle.js`)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const begun = `${path}.${process.pid}`
  writeFileSync(begun, bundle, { mode: 0o600 })
  renameSync(begun, path)
  return path
}
