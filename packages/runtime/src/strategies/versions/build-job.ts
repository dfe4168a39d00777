/** Builds as jobs: source in, a signed artifact or everything that is wrong with it out. */
import type { Micros } from '@quarterdeck/engine'
import {
  type BuildOutcome,
  type BuildProgress,
  type GitAccess,
  SubmissionRefused,
  type SourceTree,
  buildArtifact,
  readGit,
  readZip,
  signArtifact,
} from '@quarterdeck/strategies'
import type { Database } from '../../database/database.ts'
import type { JobQueue } from '../../jobs/jobs.ts'
import { addArtifact } from './artifact-rows.ts'
import type { Packages } from './allowed-packages.ts'
import type { PlatformKey } from './platform-key.ts'
import { dropArchive, findArchive } from './strategy-uploads.ts'
import {
  type SubmittedSource,
  type VersionRow,
  endVersion,
  findVersion,
  noteProgress,
} from './version-rows.ts'

export const BUILD_QUEUE = 'strategy-build'

export interface BuildJob {
  readonly organizationId: string
  readonly versionId: string
}

export interface BuildQueueOptions {
  readonly database: Database
  readonly key: PlatformKey
  readonly now: () => Micros
  /** Packages that strategies may use; null: none. */
  readonly packages: Packages | null
  /** Which repositories strategies may be fetched from. */
  readonly git: GitAccess
  /** A version was begun, moved on or ended. */
  readonly onChange: (organizationId: string) => void
}

const GIVEN_UP = 'It was begun several times and never came to its end; see the server log'
const RETRIES = 2
/** How often a build asks whether it is still wanted. */
const ASKED_EVERY_MS = 1_000
const WORDS: Readonly<Record<BuildProgress['step'], string>> = {
  PACKAGES: 'Packages',
  SYNTAX: 'Syntax and imports',
  TYPES: 'Types',
  BUNDLE: 'Bundle',
  DESCRIBE: 'Description',
  SEAL: 'Seal',
}

export function buildQueue(options: BuildQueueOptions): JobQueue<BuildJob> {
  const { database, now, onChange } = options
  return {
    name: BUILD_QUEUE,
    retries: RETRIES,
    concurrency: 1,
    async work({ organizationId, versionId }, { signal }) {
      const version = await findVersion(database, organizationId, versionId)
      if (version === null || (version.status !== 'QUEUED' && version.status !== 'BUILDING')) return
      await new VersionBuild(options, version, signal).run()
    },
    async giveUp({ organizationId, versionId }) {
      await endVersion(database, versionId, {
        status: 'FAILED',
        problems: [problem(GIVEN_UP)],
        log: '',
        at: now(),
      })
      onChange(organizationId)
    },
  }
}

class VersionBuild {
  readonly #options: BuildQueueOptions
  readonly #version: VersionRow
  readonly #lease: AbortSignal
  readonly #unwanted = new AbortController()

  constructor(options: BuildQueueOptions, version: VersionRow, lease: AbortSignal) {
    this.#options = options
    this.#version = version
    this.#lease = lease
  }

  async run(): Promise<void> {
    const { organizationId } = this.#version
    const { database, now } = this.#options
    if (!(await this.#note('Source', 0))) return
    const asking = setInterval(() => void this.#askWhetherWanted(), ASKED_EVERY_MS)
    try {
      const fetched = await this.#source()
      if ('problem' in fetched) {
        await this.#end({ status: 'FAILED', problems: [fetched.problem], log: '' })
        return
      }
      const outcome = await this.#build(fetched.tree)
      // Another process goes on with it, or nobody wants it any more.
      if (this.#lease.aborted) throw new Error('The lease was lost')
      if (this.#unwanted.signal.aborted) return
      if (!outcome.ok) {
        await this.#end({ status: 'FAILED', problems: outcome.problems, log: outcome.log })
        return
      }
      const artifact = signArtifact(outcome.artifact, this.#options.key.privateKey)
      await addArtifact(database, organizationId, artifact, now())
      const { digest, manifest } = artifact
      await this.#end({
        status: 'READY',
        problems: [],
        log: outcome.log,
        source: fetched.source,
        digest,
        manifest,
      })
      const { uploadId } = this.#version.source
      if (uploadId !== null) await dropArchive(database, organizationId, uploadId)
    } finally {
      clearInterval(asking)
      this.#options.onChange(organizationId)
    }
  }

  async #source(): Promise<
    | { readonly tree: SourceTree; readonly source: SubmittedSource }
    | { readonly problem: ReturnType<typeof problem> }
  > {
    const { source, organizationId } = this.#version
    const { database, git } = this.#options
    try {
      if (source.kind === 'ZIP') {
        const archive = await findArchive(database, organizationId, source.uploadId ?? '')
        if (archive === null) return { problem: problem('The archive is no longer there: upload it again') }
        return { tree: readZip(archive.content), source }
      }
      const { url, revision } = source
      const { tree, commit } = await readGit({
        ...git,
        url: url ?? '',
        revision: revision ?? '',
        signal: this.#signal,
      })
      return { tree, source: { ...source, commit } }
    } catch (error) {
      if (!(error instanceof SubmissionRefused)) throw error
      return { problem: { ...problem(error.message), rule: error.rule, file: error.path } }
    }
  }

  async #build(tree: SourceTree): Promise<BuildOutcome> {
    const { packages } = this.#options
    const terms =
      packages === null
        ? {}
        : {
            packageStore: packages.store,
            allowedPackages: await packages.allowed(this.#version.organizationId),
          }
    return buildArtifact(tree, {
      ...terms,
      signal: this.#signal,
      // A note that is lost is followed by another; whether it is still wanted is asked besides.
      onProgress: ({ step, done, of }) =>
        void this.#note(WORDS[step], (done + 1) / (of + 1)).catch(() => null),
    })
  }

  get #signal(): AbortSignal {
    return AbortSignal.any([this.#lease, this.#unwanted.signal])
  }

  async #note(step: string, progress: number): Promise<boolean> {
    const { database, now, onChange } = this.#options
    const isWanted = await noteProgress(database, this.#version.id, { step, progress, at: now() })
    if (!isWanted) this.#unwanted.abort()
    onChange(this.#version.organizationId)
    return isWanted
  }

  async #askWhetherWanted(): Promise<void> {
    const { id, organizationId } = this.#version
    // An unanswered question is asked again in a second.
    const version = await findVersion(this.#options.database, organizationId, id).catch(() => null)
    if (version?.status === 'CANCELLED') this.#unwanted.abort()
  }

  #end(of: Omit<Parameters<typeof endVersion>[2], 'at'>): Promise<boolean> {
    return endVersion(this.#options.database, this.#version.id, { ...of, at: this.#options.now() })
  }
}

function problem(message: string) {
  const none: { readonly rule: string; readonly file: string | null } = { rule: 'SOURCE', file: null }
  return { ...none, line: null, column: null, message }
}
