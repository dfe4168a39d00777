/** Versions of strategies: what was handed in, the build of it, and what is kept of both. */
import type { Artifact } from '@quarterdeck/strategies'
import type { Clock } from '../../clock/clock.ts'
import type { Database } from '../../database/database.ts'
import { RequestFault } from '../../request-fault.ts'
import type { Asking } from '../../research/research.ts'
import type { ArtifactDocument, Strategies, StrategySource } from '../strategies.ts'
import type { BuildJob } from './build-job.ts'
import { shownFiles } from './shown-source.ts'
import { findArchive, takeArchive } from './strategy-uploads.ts'
import { versionFacts } from './version-facts.ts'
import { type SubmittedSource, addVersion, endVersion, findVersion } from './version-rows.ts'

export interface VersionsOptions {
  readonly database: Database
  readonly clock: Clock
  /** The artifact of a digest, verified. Throws a RequestFault where it is not there. */
  readonly loaded: (organizationId: string, digest: string) => Promise<Artifact>
  /** Asks for a build. */
  readonly build: (job: BuildJob) => Promise<unknown>
  /** The id of the strategy of a name, which is made if there is none. */
  readonly strategy: (asking: Asking, name: string) => Promise<string>
  readonly onChange: (organizationId: string) => void
}

type Versions = Pick<Strategies, 'upload' | 'submit' | 'cancelBuild' | 'facts' | 'source' | 'document'>

export function createVersions({
  database,
  clock,
  loaded,
  build,
  strategy,
  onChange,
}: VersionsOptions): Versions {
  return {
    upload: (organizationId, name, content) =>
      takeArchive(database, organizationId, { name, content, at: clock.now() }),
    async submit(asking, name, source) {
      const { organizationId, actor } = asking
      const submitted = await described(database, organizationId, source)
      const strategyId = await strategy(asking, name)
      const at = clock.now()
      const versionId = await addVersion(database, {
        organizationId,
        strategyId,
        source: submitted,
        actor,
        at,
      })
      await build({ organizationId, versionId })
      onChange(organizationId)
      return { strategyId, versionId }
    },
    async cancelBuild(organizationId, versionId) {
      const version = await findVersion(database, organizationId, versionId)
      if (version === null) throw new RequestFault('NOT_FOUND', 'Version not found', 'versionId')
      const end = { status: 'CANCELLED', problems: [], log: '', at: clock.now() } as const
      if (!(await endVersion(database, versionId, end)))
        throw new RequestFault('CONFLICT', 'The build is over', 'versionId')
      onChange(organizationId)
    },
    facts: (organizationId, versionId) => versionFacts(database, organizationId, versionId),
    async source(organizationId, versionId) {
      const version = await findVersion(database, organizationId, versionId)
      if (version === null) return []
      if (version.digest !== null) return shownFiles((await loaded(organizationId, version.digest)).source)
      const { uploadId } = version.source
      // What was refused is kept for a while, so that its problems are read beside their lines.
      const refused = version.status === 'FAILED' && uploadId !== null
      const archive = refused ? await findArchive(database, organizationId, uploadId) : null
      return archive === null ? [] : shownFiles(archive.content)
    },
    async document(organizationId, versionId, name) {
      const version = await findVersion(database, organizationId, versionId)
      if (version?.digest == null) return null
      const { bundle, source, sbom, manifest } = await loaded(organizationId, version.digest)
      const documents: Readonly<Record<ArtifactDocument, Uint8Array | string>> = {
        'bundle.js': bundle,
        'source.zip': source,
        'sbom.json': sbom,
        'manifest.json': JSON.stringify(manifest, null, 2),
      }
      return Buffer.from(documents[name])
    },
  }
}

/** What was handed in, as the version's row keeps it. Throws a RequestFault where the archive is not there. */
async function described(
  database: Database,
  organizationId: string,
  source: StrategySource,
): Promise<SubmittedSource> {
  const none = { name: null, uploadId: null, url: null, revision: null, commit: null }
  if (source.kind === 'GIT') return { ...none, ...source }
  const archive = await findArchive(database, organizationId, source.uploadId)
  if (archive === null) throw new RequestFault('NOT_FOUND', 'Upload not found', 'uploadId')
  return { ...none, ...source, name: archive.name }
}
