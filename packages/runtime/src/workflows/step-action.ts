/**
 * Does what a step asks for, by the faces that people use, in the name of whoever saved the workflow.
 *
 * What takes long is begun and waited for: `begun` names it, so that a process that takes a step over waits for the same. Killed
 * between the two, a backtest or a build is begun once more, which changes nothing; a deployment is named, and there is one.
 */
import type { Decimal } from '@quarterdeck/sdk'
import type { Clock } from '../clock/clock.ts'
import type { Queryable } from '../database/database.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking, Research } from '../research/research.ts'
import type { Strategies } from '../strategies/strategies.ts'
import type { VersionOf, WorkflowAction } from './definition.ts'

export interface ActionParts {
  readonly database: Queryable
  readonly clock: Clock
  readonly research: () => Promise<Research>
  readonly strategies: () => Promise<Strategies>
}

export interface StepWork {
  readonly asking: Asking
  readonly action: WorkflowAction
  /** Output of an earlier step. */
  readonly outputOf: (stepId: string) => unknown
  /** What an earlier attempt began and did not see the end of. */
  readonly begun: string | null
  readonly onBegun: (id: string) => Promise<void>
  readonly signal: AbortSignal
}

/** A step found that it must not go on: trying again would find the same. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused'
}

const LOOK_MS = 250

/** What the step came to, for later steps and for people. */
export async function doAction(parts: ActionParts, work: StepWork): Promise<object> {
  const { action } = work
  switch (action.do) {
    case 'UPDATE_DATASET':
      return update(parts, work, action)
    case 'BUILD':
      return build(parts, work, action)
    case 'BACKTEST':
      return backtest(parts, work, action)
    case 'REQUIRE':
      return require(work, action)
    case 'DEPLOY':
      return deploy(parts, work, action)
    case 'COMPARE':
      return compare(parts, work, action)
    case 'STOP': {
      const { deploymentId, reason } = action
      await (await parts.strategies()).stop(work.asking, deploymentId, reason)
      return { deploymentId }
    }
  }
}

type Of<Kind extends WorkflowAction['do']> = Extract<WorkflowAction, { do: Kind }>

async function update(
  parts: ActionParts,
  work: StepWork,
  { datasetId }: Of<'UPDATE_DATASET'>,
): Promise<object> {
  const { datasets } = await parts.research()
  const jobId = await once(work, () => datasets.update(work.asking, datasetId))
  const row = await ended<{ status: string; failure: string | null }>(
    parts,
    work,
    'SELECT status, failure, ended_at IS NOT NULL AS ended FROM research_job WHERE organization_id = $1 AND id = $2',
    jobId,
  )
  if (row.status !== 'COMPLETED') throw new Error(row.failure ?? 'The update did not come to its end')
  return { jobId }
}

async function build(
  parts: ActionParts,
  work: StepWork,
  { strategy, url, revision }: Of<'BUILD'>,
): Promise<object> {
  const strategies = await parts.strategies()
  const versionId = await once(
    work,
    async () => (await strategies.submit(work.asking, strategy, { kind: 'GIT', url, revision })).versionId,
  )
  const row = await ended<{ status: string; number: number; problems: string }>(
    parts,
    work,
    `SELECT status, number, problems::text, ended_at IS NOT NULL AS ended FROM strategy_version
     WHERE organization_id = $1 AND id = $2`,
    versionId,
  )
  if (row.status !== 'READY')
    throw new StepRefused(`The build has the status ${row.status}: ${problemText(row.problems)}`)
  return { strategy, versionId, number: row.number }
}

function problemText(problems: string): string {
  const [first] = JSON.parse(problems) as readonly {
    readonly file: string | null
    readonly message: string
  }[]
  return first === undefined ? 'it says no more' : `${first.file ?? ''} ${first.message}`.trim()
}

async function backtest(parts: ActionParts, work: StepWork, action: Of<'BACKTEST'>): Promise<object> {
  const { backtests } = await parts.research()
  const { strategy, parameters, datasetIds, cash, currency, seed } = action
  const name = typeof strategy === 'string' ? strategy : versionName(work, strategy)
  const terms = {
    name: '',
    strategy: name,
    parameters,
    datasetIds,
    from: null,
    to: null,
    currency,
    seed,
    fills: {},
  }
  const backtestId = await once(work, () => backtests.run(work.asking, { ...terms, cash: cash as Decimal }))
  const row = await ended<{ status: string; failure: string | null; figures: string | null }>(
    parts,
    work,
    `SELECT status, failure, figures::text, ended_at IS NOT NULL AS ended FROM backtest WHERE organization_id = $1 AND id = $2`,
    backtestId,
  )
  if (row.status !== 'COMPLETED')
    throw new StepRefused(row.failure ?? `The backtest has the status ${row.status}`)
  return { backtestId, strategy: name, figures: JSON.parse(row.figures ?? '{}') as object }
}

function require({ outputOf }: StepWork, { of, figures }: Of<'REQUIRE'>): Promise<object> {
  const { figures: found = {} } = (outputOf(of) ?? {}) as {
    figures?: Readonly<Record<string, number | null>>
  }
  const missed = figures.flatMap(({ figure, atLeast, atMost }) => {
    const value = found[figure] ?? null
    if (value === null) return [`${figure} is not defined`]
    if (atLeast !== undefined && value < atLeast)
      return [`${figure} is ${value}, at least ${atLeast} is required`]
    if (atMost !== undefined && value > atMost) return [`${figure} is ${value}, at most ${atMost} is allowed`]
    return []
  })
  if (missed.length > 0) return Promise.reject(new StepRefused(missed.join('; ')))
  return Promise.resolve({ kept: figures.map(({ figure }) => ({ figure, value: found[figure] ?? null })) })
}

async function deploy(parts: ActionParts, work: StepWork, action: Of<'DEPLOY'>): Promise<object> {
  const { asking, signal } = work
  const { organizationId } = asking
  const { version, name, accountId, parameters, isolation, ordersPerMinuteMax, seed } = action
  const [strategy = '', number] = versionName(work, version).split('@')
  const [row] = await parts.database.query<{
    versionId: string
    deploymentId: string | null
    revision: number | null
  }>(
    `SELECT v.id AS "versionId", d.id AS "deploymentId", d.revision FROM strategy_version v
     JOIN strategy s ON s.id = v.strategy_id LEFT JOIN deployment d ON d.strategy_id = s.id AND d.name = $4
     WHERE v.organization_id = $1 AND s.organization_id = $1 AND s.name = $2 AND v.number = $3`,
    [organizationId, strategy, Number(number), name],
  )
  if (row === undefined) throw new StepRefused(`There is no version ${number} of ${strategy}`)
  const strategies = await parts.strategies()
  const { versionId } = row
  const terms = { versionId, parameters, ordersPerMinuteMax }
  const deploymentId =
    row.deploymentId ??
    (await strategies.deploy(asking, {
      ...terms,
      accountId,
      name,
      instrumentIds: [],
      seed,
      isolation,
      idempotencyKey: `workflow ${strategy} ${name}`,
    }))
  if (row.revision !== null) {
    await strategies.change(asking, deploymentId, { ...terms, expectedRevision: row.revision })
    await strategies.start(asking, deploymentId, 'a workflow deployed it')
  }
  while (strategies.observed(organizationId, deploymentId)?.activity !== 'RUNNING')
    await moment(parts, signal)
  return { deploymentId, versionId }
}

async function compare(parts: ActionParts, work: StepWork, { deploymentId }: Of<'COMPARE'>): Promise<object> {
  const strategies = await parts.strategies()
  const reportId = await once(work, () => strategies.compare(work.asking, deploymentId, null))
  const row = await ended<{ status: string; decisions: number; equal: number; failure: string | null }>(
    parts,
    work,
    `SELECT status, decisions, equal, failure, ended_at IS NOT NULL AS ended FROM parity_report
     WHERE organization_id = $1 AND id = $2`,
    reportId,
  )
  const words = `${row.decisions} decisions, ${row.equal} equal`
  if (row.status !== 'EQUAL') throw new StepRefused(row.failure ?? words)
  return { reportId, words }
}

/** `strategy@number`. */
function versionName({ outputOf }: StepWork, version: VersionOf): string {
  if ('number' in version) return `${version.strategy}@${version.number}`
  const built = outputOf(version.builtBy) as { readonly strategy: string; readonly number: number }
  return `${built.strategy}@${built.number}`
}

/** Begins something, unless an earlier attempt has. */
async function once(work: StepWork, begin: () => Promise<string>): Promise<string> {
  if (work.begun !== null) return work.begun
  const id = await begin()
  await work.onBegun(id)
  return id
}

/** Waits until a row says that it has ended. */
async function ended<Row extends object>(
  parts: ActionParts,
  { asking, signal }: StepWork,
  sql: string,
  id: string,
): Promise<Row> {
  for (;;) {
    const [row] = await parts.database.query<Row & { readonly ended: boolean }>(sql, [
      asking.organizationId,
      id,
    ])
    if (row === undefined) throw new RequestFault('NOT_FOUND', 'What was begun is not there any more')
    if (row.ended) return row
    await moment(parts, signal)
  }
}

async function moment({ clock }: ActionParts, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve))
  signal.throwIfAborted()
}
