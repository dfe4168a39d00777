/** What people ask of deployments as commands of the book, checked whole before anything is journaled. */
import { randomUUID } from 'node:crypto'
import type { Actor, DeploymentState, DeploymentTerms, Outcome, RefusalCode } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { RunnerProcess, RunnerTerms } from '@quarterdeck/strategies'
import type { Clock } from '../../clock/clock.ts'
import type { Database } from '../../database/database.ts'
import type { PartitionHost } from '../../partition/host.ts'
import { RequestFault, type RequestFaultCode } from '../../request-fault.ts'
import type { Asking } from '../../research/research.ts'
import type { CommandRequest, Committed } from '../../runtime.ts'
import type { LoadedArtifact } from '../supervisor/prepare-run.ts'
import type { DeployTerms, DeploymentChange } from '../strategies.ts'
import { type VersionRow, findVersion } from '../versions/version-rows.ts'
import { hasWorkingOrders, ownHoldings } from './own-trading.ts'
import { rehearseOpening } from './rehearse-opening.ts'

export interface CommandsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly host: (organizationId: string) => PartitionHost
  readonly artifact: (organizationId: string, digest: string) => Promise<LoadedArtifact>
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
}

const CODE: Readonly<Record<RefusalCode, RequestFaultCode>> = {
  BAD_USER_INPUT: 'BAD_INPUT',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  FORBIDDEN: 'CONFLICT',
}
/** How long a flattening waits for the venues' word on the orders that it withdraws. */
const WITHDRAWN_MS = 10_000
const LOOK_MS = 20

export class DeploymentCommands {
  readonly #options: CommandsOptions
  /** Flattenings that are under way, by organization and deployment. */
  readonly #flattening = new Map<string, Promise<unknown>>()

  constructor(options: CommandsOptions) {
    this.#options = options
  }

  /** The id of the strategy of a name, which is made if there is none. */
  async strategy({ organizationId, actor }: Asking, name: string): Promise<string> {
    return subject(await this.#submit(organizationId, actor, { type: 'CreateStrategy', name }))
  }

  async deploy({ organizationId, actor }: Asking, terms: DeployTerms): Promise<string> {
    const version = await this.#version(organizationId, terms.versionId)
    const { accountId, name, seed, isolation, idempotencyKey } = terms
    const agreed = await this.#agreed(organizationId, version, terms)
    const command: CommandRequest = {
      type: 'DeployStrategy',
      strategyId: version.strategyId,
      name,
      accountId,
      seed,
      isolation,
      idempotencyKey,
      ...agreed,
    }
    return subject(await this.#submit(organizationId, actor, command))
  }

  async change(
    { organizationId, actor }: Asking,
    deploymentId: string,
    change: DeploymentChange,
  ): Promise<void> {
    const deployment = this.#deployment(organizationId, deploymentId)
    const version = await this.#version(organizationId, change.versionId ?? deployment.version.versionId)
    if (version.strategyId !== deployment.strategyId)
      throw new RequestFault('BAD_INPUT', 'must be a version of the same strategy', 'versionId')
    const agreed = await this.#agreed(organizationId, version, {
      parameters: change.parameters ?? (JSON.parse(deployment.params) as Record<string, string>),
      instrumentIds: change.instrumentIds ?? deployment.instrumentIds,
      seed: deployment.seed,
      ordersPerMinuteMax: change.ordersPerMinuteMax ?? deployment.ordersPerMinuteMax,
    })
    const { expectedRevision } = change
    await this.#submit(organizationId, actor, {
      type: 'ChangeDeployment',
      deploymentId,
      expectedRevision,
      ...agreed,
    })
  }

  async rollBack(
    { organizationId, actor }: Asking,
    deploymentId: string,
    expectedRevision: number,
  ): Promise<void> {
    const { previous } = this.#deployment(organizationId, deploymentId)
    if (previous === null)
      throw new RequestFault('CONFLICT', 'The deployment was never changed', 'deploymentId')
    await this.#submit(organizationId, actor, {
      type: 'ChangeDeployment',
      deploymentId,
      expectedRevision,
      ...previous,
    })
  }

  async set(
    { organizationId, actor }: Asking,
    deploymentId: string,
    of: {
      readonly desired: DeploymentState['desired']
      readonly reason: string
      readonly cancelOrders?: boolean
    },
  ): Promise<void> {
    await this.#submit(organizationId, actor, { type: 'SetDeployment', deploymentId, ...of })
  }

  /** Stops a deployment, and closes at the market what its own orders left, in the name of the one who asks. */
  async flatten(asking: Asking, deploymentId: string, reason: string): Promise<readonly string[]> {
    // One after the other: two that look at once would both close the same position.
    const key = `${asking.organizationId} ${deploymentId}`
    const before = this.#flattening.get(key) ?? Promise.resolve()
    const closing = before.then(() => this.#flatten(asking, deploymentId, reason))
    const settled = Promise.allSettled([closing])
    this.#flattening.set(key, settled)
    try {
      return await closing
    } finally {
      if (this.#flattening.get(key) === settled) this.#flattening.delete(key)
    }
  }

  async #flatten(asking: Asking, deploymentId: string, reason: string): Promise<readonly string[]> {
    const { organizationId, actor } = asking
    await this.set(asking, deploymentId, { desired: 'STOPPED', reason, cancelOrders: true })
    await this.#withdrawn(organizationId, deploymentId)
    const { book } = this.#partition(organizationId)
    const deployment = this.#deployment(organizationId, deploymentId)
    const account = book.accounts[deployment.accountIndex]!
    const closings = [...ownHoldings(book, deploymentId)].map(([instrumentId, lots]) =>
      this.#submit(organizationId, actor, {
        type: 'SubmitOrder',
        accountId: account.id,
        instrumentId,
        clientOrderId: `flatten-${randomUUID()}`,
        side: lots > 0 ? 'SELL' : 'BUY',
        orderType: 'MARKET',
        timeInForce: 'IOC',
        quantityLots: Math.abs(lots),
        limitTicks: null,
        stopTicks: null,
        requestedMode: null,
        strategyId: deployment.strategyId,
        onBehalfOf: deploymentId,
      }),
    )
    return (await Promise.all(closings)).map(subject)
  }

  /** Until no order of the deployment works any more; past the bound, what it holds then is closed. */
  async #withdrawn(organizationId: string, deploymentId: string): Promise<void> {
    const { clock } = this.#options
    const until = clock.now() + WITHDRAWN_MS * 1_000
    while (clock.now() < until && hasWorkingOrders(this.#partition(organizationId).book, deploymentId))
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve))
  }

  /** The terms as the book takes them, once the strategy itself has been asked. */
  async #agreed(
    organizationId: string,
    { id, number, digest, manifest }: VersionRow,
    terms: Pick<DeployTerms, 'parameters' | 'instrumentIds' | 'seed' | 'ordersPerMinuteMax'>,
  ): Promise<DeploymentTerms> {
    if (digest === null || manifest === null)
      throw new RequestFault('CONFLICT', 'The version is not ready to be deployed', 'versionId')
    const { parameters, instrumentIds, seed, ordersPerMinuteMax } = terms
    const { startRunner, artifact } = this.#options
    const instruments = this.#instruments(organizationId)
    const { bundle } = await artifact(organizationId, digest)
    const feeds = await rehearseOpening({
      organizationId,
      digest,
      bundle,
      parameters,
      parameterNames: manifest.parameters.map(({ name }) => name),
      instruments,
      seed,
      startRunner,
    })
    const named = manifest.parameters
      .filter(({ kind }) => kind === 'instrument')
      .flatMap(({ name, default: byDefault }) => parameters[name] ?? byDefault ?? [])
    const all = new Set([
      ...instrumentIds,
      ...named.map(String),
      ...feeds.map(({ instrumentId }) => instrumentId),
    ])
    return {
      version: { versionId: id, number, digest },
      params: JSON.stringify(parameters),
      instrumentIds: [...all].sort(),
      ordersPerMinuteMax,
    }
  }

  async #version(organizationId: string, versionId: string): Promise<VersionRow> {
    const version = await findVersion(this.#options.database, organizationId, versionId)
    if (version === null) throw new RequestFault('NOT_FOUND', 'Version not found', 'versionId')
    return version
  }

  #instruments(organizationId: string): readonly Instrument[] {
    return this.#partition(organizationId).book.instruments.map(({ terms }) => terms)
  }

  #deployment(organizationId: string, deploymentId: string): DeploymentState {
    const deployment = this.#partition(organizationId).book.deployments.get(deploymentId)
    if (deployment === undefined) throw new RequestFault('NOT_FOUND', 'Deployment not found', 'deploymentId')
    return deployment
  }

  #partition(organizationId: string) {
    const { partition } = this.#options.host(organizationId)
    if (partition === null)
      throw new RequestFault(
        'CONFLICT',
        'The organization is being restored. Nothing was done; try again shortly.',
      )
    return partition
  }

  async #submit(organizationId: string, actor: Actor, request: CommandRequest): Promise<Committed> {
    const committed = await this.#options.host(organizationId).submit(actor, request)
    refuseWhat(committed.outcome)
    return committed
  }
}

function refuseWhat(outcome: Outcome): void {
  if (outcome.kind === 'REFUSED')
    throw new RequestFault(CODE[outcome.code], outcome.message, FIELD[outcome.field ?? ''] ?? outcome.field)
}

/** Fields of commands that the request calls otherwise. */
const FIELD: Readonly<Record<string, string>> = { params: 'parameters', version: 'versionId' }

function subject({ outcome }: Committed): string {
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null)
    throw new Error('Invariant: a command that makes something names it')
  return outcome.subjectId
}
