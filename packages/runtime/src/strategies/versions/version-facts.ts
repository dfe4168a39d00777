/** What a version that is ready says of itself, without its bundle and its source: lists ask for many at once. */
import type { Queryable } from '../../database/database.ts'
import type { VersionFacts } from '../strategies.ts'
import { findVersion } from './version-rows.ts'

/** Null: the version is not there, or not ready. */
export async function versionFacts(
  database: Queryable,
  organizationId: string,
  versionId: string,
): Promise<VersionFacts | null> {
  const version = await findVersion(database, organizationId, versionId)
  const manifest = version?.manifest ?? null
  if (version?.digest == null || manifest === null) return null
  const [artifact] = await database.query<{ bytes: number }>(
    'SELECT octet_length(bundle) AS bytes FROM strategy_artifact WHERE organization_id = $1 AND digest = $2',
    [organizationId, version.digest],
  )
  const { name, description, parameters, stateVersion, sdkVersion, files, packages } = manifest
  return {
    strategyName: name,
    description,
    parameters,
    stateVersion,
    sdkVersion,
    bundleBytes: artifact?.bytes ?? 0,
    files,
    packages,
  }
}
