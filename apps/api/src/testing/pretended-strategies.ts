/**
 * Strategies for tests that ask what the API makes of them: what is journaled and stored is real, what would run is only said
 * to run. Its levers let a test log a line, decide something, or be seen doing something.
 */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import {
  type Asking,
  type CommandRequest,
  type DecisionRow,
  type LogLine,
  type ObservedDeployment,
  RequestFault,
  type RunningRuntime,
  type SourceFile,
  type Strategies,
  type StrategySource,
} from '@quarterdeck/runtime'

export interface PretendedStrategies extends Strategies {
  /** The text of the one file of the version that is submitted next. */
  code: string
  log(
    deployment: { readonly id: string; readonly organizationId: string },
    ...messages: string[]
  ): Promise<void>
  decide(deploymentId: string, decisions: readonly DecisionRow[]): void
  see(deploymentId: string, seen: Partial<ObservedDeployment>): void
}

/** Wakes whoever watches or follows something once there is something new. Ask for the next ring before looking. */
class Bell {
  #next = Promise.withResolvers<void>()

  ring(): void {
    this.#next.resolve()
    this.#next = Promise.withResolvers<void>()
  }

  /** Resolves with the next ring, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    const gone = Promise.withResolvers<void>()
    if (signal.aborted) gone.resolve()
    signal.addEventListener('abort', () => gone.resolve(), { once: true })
    return Promise.race([this.#next.promise, gone.promise])
  }
}

const PARAMETERS = [
  {
    name: 'fast',
    kind: 'int',
    description: 'Bars of the fast average.',
    default: 10,
    min: 2,
    max: 500,
    step: null,
    values: null,
    maxLength: null,
  },
] as const

export function pretendStrategies(runtime: RunningRuntime): PretendedStrategies {
  const sources = new Map<string, SourceFile[]>()
  const seen = new Map<string, ObservedDeployment>()
  const decided = new Map<string, readonly DecisionRow[]>()
  const bell = new Bell()
  const { database } = runtime

  async function commit({ organizationId, actor }: Asking, request: CommandRequest): Promise<string> {
    const { outcome } = await runtime.submit(organizationId, actor, request)
    if (outcome.kind === 'REFUSED')
      throw new RequestFault(
        outcome.code === 'BAD_USER_INPUT'
          ? 'BAD_INPUT'
          : outcome.code === 'FORBIDDEN'
            ? 'BAD_INPUT'
            : outcome.code,
        outcome.message,
        outcome.field,
      )
    return outcome.subjectId ?? ''
  }

  async function version(organizationId: string, versionId: string) {
    const [found] = await database.query<{ strategy_id: string; number: number; digest: string }>(
      'SELECT strategy_id, number, digest FROM strategy_version WHERE organization_id = $1 AND id = $2',
      [organizationId, versionId],
    )
    if (found === undefined) throw new RequestFault('NOT_FOUND', 'Version not found', 'versionId')
    return { ...found, ref: { versionId, number: found.number, digest: found.digest } }
  }

  async function standing(organizationId: string, deploymentId: string) {
    const [found] = await database.query<{
      version_id: string
      params: string
      instrument_ids: string[]
      orders_per_minute_max: number
    }>('SELECT * FROM deployment WHERE organization_id = $1 AND id = $2', [organizationId, deploymentId])
    if (found === undefined) throw new RequestFault('NOT_FOUND', 'Deployment not found')
    return found
  }

  const set = (
    asking: Asking,
    deploymentId: string,
    desired: 'RUNNING' | 'PAUSED' | 'STOPPED',
    reason: string,
  ) => commit(asking, { type: 'SetDeployment', deploymentId, desired, reason })

  return {
    code: 'export default 1\n',
    async log({ id, organizationId }, ...messages) {
      for (const message of messages)
        await database.query(
          `INSERT INTO deployment_log (organization_id, deployment_id, run, at, level, message)
           VALUES ($1, $2, 1, now(), $3, $4)`,
          [organizationId, id, message.startsWith('!') ? 'ERROR' : 'INFO', message],
        )
      bell.ring()
    },
    decide: (deploymentId, decisions) => void decided.set(deploymentId, decisions),
    see(deploymentId, facts) {
      const before = seen.get(deploymentId) ?? nothingSeen(deploymentId)
      seen.set(deploymentId, { ...before, ...facts })
      bell.ring()
    },
    async upload(_organizationId, _name, content: Readable) {
      let bytes = 0
      for await (const chunk of content) bytes += (chunk as Buffer).length
      return { id: randomUUID(), bytes }
    },
    async submit(asking, name, source: StrategySource) {
      const strategyId = await commit(asking, { type: 'CreateStrategy', name })
      const versionId = randomUUID()
      sources.set(versionId, [{ path: 'strategy.ts', text: this.code }])
      await database.query(
        `INSERT INTO strategy_version (id, organization_id, strategy_id, number, status, source, digest, problems, log, step, progress, manifest, actor, created_at, updated_at, ended_at)
         SELECT $1, $2, $3, 1 + count(*), 'READY', $4, $5, '[]', 'built', 'done', 1, $7, $6, now(), now(), now()
         FROM strategy_version WHERE strategy_id = $3`,
        [
          versionId,
          asking.organizationId,
          strategyId,
          JSON.stringify(source),
          versionId.replaceAll('-', '').padEnd(64, '0'),
          JSON.stringify(asking.actor),
          JSON.stringify({ description: 'Does nothing.', parameters: PARAMETERS }),
        ],
      )
      return { strategyId, versionId }
    },
    async cancelBuild(organizationId, versionId) {
      await database.query(
        `UPDATE strategy_version SET status = 'CANCELLED', updated_at = now(), ended_at = now()
         WHERE organization_id = $1 AND id = $2`,
        [organizationId, versionId],
      )
    },
    facts: () =>
      Promise.resolve({
        strategyName: 'Pretended',
        description: 'Does nothing.',
        parameters: PARAMETERS,
        stateVersion: null,
        sdkVersion: '1.0.0',
        bundleBytes: 7,
        files: [],
        packages: [],
      }),
    source: (_organizationId, versionId) => Promise.resolve(sources.get(versionId) ?? []),
    document: (_organizationId, versionId, name) =>
      Promise.resolve(sources.has(versionId) ? Buffer.from(`${name} of a version`) : null),
    async deploy(asking, terms) {
      const { strategy_id: strategyId, ref } = await version(asking.organizationId, terms.versionId)
      const { parameters, versionId: _named, ...rest } = terms
      const params = JSON.stringify(parameters)
      return commit(asking, { type: 'DeployStrategy', ...rest, strategyId, version: ref, params })
    },
    async change(asking, deploymentId, { expectedRevision, ...change }) {
      const now = await standing(asking.organizationId, deploymentId)
      const { ref } = await version(asking.organizationId, change.versionId ?? now.version_id)
      await commit(asking, {
        type: 'ChangeDeployment',
        deploymentId,
        expectedRevision,
        version: ref,
        params: change.parameters === undefined ? now.params : JSON.stringify(change.parameters),
        instrumentIds: change.instrumentIds ?? now.instrument_ids,
        ordersPerMinuteMax: change.ordersPerMinuteMax ?? now.orders_per_minute_max,
      })
    },
    rollBack(asking, deploymentId, expectedRevision) {
      return this.change(asking, deploymentId, { expectedRevision, parameters: {} })
    },
    async start(asking, deploymentId, reason) {
      await set(asking, deploymentId, 'RUNNING', reason)
    },
    async pause(asking, deploymentId, reason) {
      await set(asking, deploymentId, 'PAUSED', reason)
    },
    async stop(asking, deploymentId, reason) {
      await set(asking, deploymentId, 'STOPPED', reason)
    },
    async flatten(asking, deploymentId, reason) {
      await set(asking, deploymentId, 'STOPPED', reason)
      return []
    },
    observed: (_organizationId, deploymentId) => seen.get(deploymentId) ?? null,
    use: () => ({
      weight: 1,
      processesMax: 64,
      memoryMiBMax: 4_096,
      processes: 0,
      memoryBytes: 0,
      processors: 0,
      heldPart: 0,
    }),
    async *watch(organizationId, signal) {
      let rung = bell.next(signal)
      while (!signal.aborted) {
        await rung
        rung = bell.next(signal)
        const own = await database.query<{ id: string }>(
          'SELECT id FROM deployment WHERE organization_id = $1',
          [organizationId],
        )
        const changed = own.flatMap(({ id }) => seen.get(id) ?? [])
        if (!signal.aborted && changed.length > 0) yield changed
      }
    },
    logs: () => Promise.resolve([]),
    async *tail(organizationId, deploymentId, afterId, signal) {
      let newest = afterId
      while (!signal.aborted) {
        const rung = bell.next(signal)
        const rows = await database.query<Omit<LogLine, 'at' | 'deploymentId'> & { at: Date }>(
          `SELECT id, run, level, message, at FROM deployment_log
           WHERE organization_id = $1 AND deployment_id = $2 AND id > $3 ORDER BY id`,
          [organizationId, deploymentId, newest],
        )
        const lines = rows.map((row) => ({ ...row, at: row.at.getTime() * 1000, deploymentId }))
        newest = lines.at(-1)?.id ?? newest
        if (lines.length > 0) yield lines
        else await rung
      }
    },
    decisions: (_organizationId, deploymentId, { run, before, limit }) =>
      Promise.resolve(
        (decided.get(deploymentId) ?? [])
          .filter((row) => row.run === run && (before === null || row.n < before))
          .slice(0, limit),
      ),
    async compare(asking, deploymentId, run) {
      const id = randomUUID()
      await database.query(
        `INSERT INTO parity_report (id, organization_id, deployment_id, run, status, inputs, decisions, equal, actor, created_at)
         VALUES ($1, $2, $3, $4, 'QUEUED', 0, 0, 0, $5, now())`,
        [id, asking.organizationId, deploymentId, run ?? 1, JSON.stringify(asking.actor)],
      )
      return id
    },
    incidents: { approve: unheard, close: unheard, setAutomation: unheard, drill: unheard },
    profit: () => Promise.resolve('12.5'),
    profitOfDay: () => Promise.resolve('2.5'),
  }
}

/** Nothing runs, so nothing goes wrong with it. */
function unheard(): Promise<never> {
  return Promise.reject(
    new RequestFault('CONFLICT', 'nothing runs here that it could be about', 'incidentId'),
  )
}

function nothingSeen(deploymentId: string): ObservedDeployment {
  return {
    deploymentId,
    activity: 'STARTING',
    since: 1_790_000_000_000_000,
    pid: null,
    run: 1,
    restarts: 0,
    nextAttemptAt: null,
    lastFault: null,
    inputs: 0,
    decisions: 0,
    digest: null,
    ordersSent: 0,
    logLinesDropped: 0,
    residentBytes: null,
    callbackMs: 0,
    unansweredFor: null,
  }
}
