/** What the next run of a deployment is: the one that was left open, with its tape; or a new one, on the terms of today. */
import type { Book, DeploymentState, Market, Micros } from '@quarterdeck/engine'
import type { PersistedState } from '@quarterdeck/sdk'
import type { Database } from '../../database/database.ts'
import { type AccountFacts, accountFacts } from '../run/account-facts.ts'
import type { RunFacts, RunOpening } from '../run/run-facts.ts'
import type { TapeEntry } from '../run/tape.ts'
import { type StoredRun, addRun, inOrder, recordOf, storedRuns } from '../run-rows.ts'
import { type PreparedRun, deploymentActor, orderIdPrefix } from './deployment-host.ts'

/** The code of a version. */
export interface LoadedArtifact {
  readonly bundle: string
  readonly stateVersion: number | null
}

export interface PrepareOptions {
  readonly organizationId: string
  readonly database: Database
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
  const runs = await storedRuns(database, organizationId, deployment.id, RUNS_LOOKED_AT)
  const [newest] = runs
  if (newest !== undefined && !newest.hasEnded) {
    const { checkpoint, entries } = await recordOf(database, newest)
    const record = { checkpoint, entries: inOrder([entries, pending], checkpoint?.input ?? 0) }
    // Killed before its first input was answered: it has not begun.
    const isUntold = checkpoint === null && record.entries.length === 0
    const { bundle } = await artifact(newest.digest)
    const facts = await factsOf(options, deployment, newest)
    return { stored: newest, parts: { facts, bundle, record: isUntold ? null : record } }
  }
  if (!wantsNew) return null
  const loaded = await artifact(deployment.version.digest)
  const run = (newest?.run ?? 0) + 1
  const opening = await openingOf(options, deployment, { run, state: handedOn(runs, loaded.stateVersion) })
  const { versionId, digest } = deployment.version
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

function openingOf(
  { whenQuiet, now }: PrepareOptions,
  deployment: DeploymentState,
  of: { readonly run: number; readonly state: PersistedState | null },
): Promise<RunOpening> {
  return new Promise((resolve, reject) => {
    whenQuiet((book, market) => {
      const { instrumentIds, revision, params, seed, accountIndex, id } = deployment
      const known = new Set(instrumentIds)
      const accountId = book.accounts[accountIndex]?.id ?? ''
      const account: AccountFacts | null = accountFacts({ book, market, at: now() }, accountId, known)
      if (account === null) return reject(new Error('Invariant: a deployment names an account of its book'))
      resolve({
        revision,
        params: JSON.parse(params) as RunOpening['params'],
        instruments: book.instruments.map(({ terms }) => terms).filter((terms) => known.has(terms.id)),
        seed,
        orderIdPrefix: orderIdPrefix(id, of.run),
        account,
        state: of.state,
      })
    })
  })
}
