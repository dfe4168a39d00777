/** Artifacts in the database: written once, verified each time they are read. */
import type { Micros } from '@quarterdeck/engine'
import { type Artifact, type ArtifactManifest, verifyArtifact } from '@quarterdeck/strategies'
import type { Queryable } from '../../database/database.ts'
import { instantText } from '../../projection/exact.ts'
import type { PlatformKey } from './platform-key.ts'

/** Keeps an artifact. One that is there already is the same: its name says so. */
export async function addArtifact(
  database: Queryable,
  organizationId: string,
  { digest, manifest, bundle, source, sbom, signature }: Artifact,
  at: Micros,
): Promise<void> {
  await database.query(
    `INSERT INTO strategy_artifact (organization_id, digest, manifest, bundle, source, sbom, signature, created_at)
     VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8::timestamptz) ON CONFLICT (organization_id, digest) DO NOTHING`,
    [organizationId, digest, JSON.stringify(manifest), bundle, source, sbom, signature, instantText(at)],
  )
}

/** Null: the organization has none of that digest. Throws where it is not what was signed. */
export async function loadArtifact(
  database: Queryable,
  key: PlatformKey,
  organizationId: string,
  digest: string,
): Promise<Artifact | null> {
  const [row] = await database.query<Omit<Artifact, 'manifest'> & { readonly manifest: string }>(
    `SELECT digest, manifest::text, bundle, source, sbom, signature FROM strategy_artifact
     WHERE organization_id = $1 AND digest = $2`,
    [organizationId, digest],
  )
  if (row === undefined) return null
  const artifact: Artifact = { ...row, manifest: JSON.parse(row.manifest) as ArtifactManifest }
  verifyArtifact(artifact, key.publicKey)
  return artifact
}
