/** What people ask of deployments as commands of the book, checked whole before anything is journaled. */
import type { Actor, DeploymentState, DeploymentTerms, Outcome, RefusalCode } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { RunnerProcess, RunnerTerms } from '@quarterdeck/strategies'
import type { Clock } from '../../clock/clock.ts'
import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logger.ts'
import type { PartitionHost } from '../../partition/host.ts'
import { RequestFault, type RequestFaultCode } from '../../request-fault.ts'
import type { Asking } from '../../research/research.ts'
import type { CommandRequest, Committed } from '../../runtime.ts'
import type { LoadedArtifact } from '../supervisor/prepare-run.ts'
import type { DeployTerms, DeploymentChange } from '../strategies.ts'
import { type VersionRow, findVersion } from '../versions/version-rows.ts'
import { Flattenings } from './flattenings.ts'
import { rehearseOpening } from './rehearse-opening.ts'

export interface CommandsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
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
export class DeploymentCommands {
  readonly #options: CommandsOptions
  readonly #flattenings: Flattenings

  constructor(options: CommandsOptions) {
    this.#options = options
    const { clock, log } = options
    this.#flattenings = new Flattenings({
      clock,
      log,
      book: (organizationId) => options.host(organizationId).partition?.book ?? null,
      submit: async ({ organizationId, actor }, request) =>
        subject(await this.#submit(organizationId, actor, request)),
    })
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

  /**
   * Stops a deployment, and closes at the market what its own orders left, in the name of the one who asks. What still works at its
   * venue after the bound may be filled yet: what is held is closed at once, and the rest when the venue has said what became of it.
   */
  async flatten(asking: Asking, deploymentId: string, reason: string): Promise<readonly string[]> {
    await this.set(asking, deploymentId, { desired: 'STOPPED', reason, cancelOrders: true })
    return this.#flattenings.flatten(asking, deploymentId)
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
