/** What the next run of a deployment is: the one that was left open, with its tape; or a new one, on the terms of today. */
import type { Book, DeploymentState, Market, Micros } from '@quarterdeck/engine'
import type { PersistedState } from '@quarterdeck/sdk'
import type { Database } from '../../database/database.ts'
import { type AccountFacts, accountFacts } from '../run/account-facts.ts'
import type { RunFacts, RunOpening } from '../run/run-facts.ts'
import { type TapeEntry, segmentOf } from '../run/tape.ts'
import { type StoredRun, addRun, recordOf, storedRuns, writeRuns } from '../run-rows.ts'
import type { PreparedRun } from './deployment-host.ts'
import { deploymentActor, orderIdPrefix } from './deployment-names.ts'

/** The code of a version. */
export interface LoadedArtifact {
  readonly bundle: string
  readonly stateVersion: number | null
}

export interface PrepareOptions {
  readonly organizationId: string
  readonly database: Database
  /** Throws `Fenced` where the organization is another process's. */
  readonly checkClaim: (database: Database) => Promise<void>
  readonly now: () => Micros
  readonly artifact: (digest: string) => Promise<LoadedArtifact>
  /** Calls back with a book that holds nothing but what is durable. */
  readonly whenQuiet: (callback: (book: Book, market: Market) => void) => void
}

/** Runs looked back at for a state that can be handed on. */
const RUNS_LOOKED_AT = 50

export async function prepareRun(
  options: PrepareOptions,
  deployment: DeploymentState,
  pending: readonly TapeEntry[],
  wantsNew: boolean,
): Promise<PreparedRun | null> {
  const { organizationId, database, artifact } = options
  await options.checkClaim(database)
  const runs = await storedRuns(database, organizationId, deployment.id, RUNS_LOOKED_AT)
  const [newest] = runs
  if (newest !== undefined && !newest.hasEnded) {
    // Before it goes on: an order made after an input that is lost would leave a hole in the tape.
    const segment = segmentOf(newest, pending)
    const segments = segment === null ? [] : [segment]
    await writeRuns(database, organizationId, { segments, checkpoints: [], figures: [] }, options.now())
    const record = await recordOf(database, newest)
    // Killed before its first input was answered: it has not begun.
    const isUntold = record.checkpoint === null && record.entries.length === 0
    const { bundle } = await artifact(newest.digest)
    const facts = await factsOf(options, deployment, newest)
    return { stored: newest, parts: { facts, bundle, record: isUntold ? null : record } }
  }
  if (!wantsNew) return null
  const run = (newest?.run ?? 0) + 1
  // One look at the book for all of its terms: they may be changed while the code is read.
  const { version, terms } = await termsOf(options, deployment, run)
  const { versionId, digest } = version
  const loaded = await artifact(digest)
  const opening: RunOpening = { ...terms, state: handedOn(runs, loaded.stateVersion) }
  const key = { organizationId, deploymentId: deployment.id, run }
  await addRun(database, key, { versionId, digest, opening, at: options.now() })
  const none = { hasEnded: false, finalState: null, inputs: 0, decisions: 0, decisionDigest: null }
  const stored: StoredRun = { ...key, versionId, digest, opening, ...none }
  return {
    stored,
    parts: { facts: await factsOf(options, deployment, stored), bundle: loaded.bundle, record: null },
  }
}

/** The newest state that this version of the code can read: after a rollback that may not be the newest of all. */
function handedOn(runs: readonly StoredRun[], stateVersion: number | null): PersistedState | null {
  if (stateVersion === null) return null
  return (
    runs.find(({ finalState }) => finalState !== null && finalState.version <= stateVersion)?.finalState ??
    null
  )
}

async function factsOf(
  options: PrepareOptions,
  deployment: DeploymentState,
  { organizationId, deploymentId, run, digest, opening }: StoredRun,
): Promise<RunFacts> {
  return new Promise((resolve, reject) => {
    options.whenQuiet((book) => {
      const strategy = book.strategies.get(deployment.strategyId)
      const account = book.accounts[deployment.accountIndex]
      if (strategy === undefined || account === undefined)
        return reject(new Error('Invariant: a deployment names a strategy and an account of its book'))
      const { strategyId } = deployment
      const actor = deploymentActor(deployment, strategy.name)
      resolve({
        organizationId,
        deploymentId,
        run,
        digest,
        opening,
        strategyId,
        accountId: account.id,
        actor,
      })
    })
  })
}

/** What a new run begins with but the state that it is handed. */
interface RunTerms {
  readonly version: DeploymentState['version']
  readonly terms: Omit<RunOpening, 'state'>
}

function termsOf(
  { whenQuiet, now }: PrepareOptions,
  deployment: DeploymentState,
  run: number,
): Promise<RunTerms> {
  return new Promise((resolve, reject) => {
    whenQuiet((book, market) => {
      const { instrumentIds, revision, params, seed, accountIndex, id, version } = deployment
      const known = new Set(instrumentIds)
      const accountId = book.accounts[accountIndex]?.id ?? ''
      const account: AccountFacts | null = accountFacts({ book, market, at: now() }, accountId, known)
      if (account === null) return reject(new Error('Invariant: a deployment names an account of its book'))
      const instruments = book.instruments.map(({ terms }) => terms).filter((terms) => known.has(terms.id))
      resolve({
        version,
        terms: {
          revision,
          params: JSON.parse(params) as RunOpening['params'],
          instruments,
          seed,
          orderIdPrefix: orderIdPrefix(id, run),
          account,
        },
      })
    })
  })
}
