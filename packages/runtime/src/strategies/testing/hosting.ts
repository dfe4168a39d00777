/** A runtime that runs strategies, for tests: builds, deploys, quotes, and waits for what comes of it. */
import { Readable } from 'node:stream'
import { type Artifact, buildArtifact, readZip, signArtifact } from '@quarterdeck/strategies'
import { expect } from 'vitest'
import type { RunningRuntime } from '../../create-runtime.ts'
import { type Desk, ORGANIZATION, PATIENCE_MS, TRADER, until } from '../../testing/desk.ts'
import { BTC } from '../../testing/instruments.ts'
import type { DeployTerms, ObservedDeployment } from '../strategies.ts'
import { addArtifact } from '../versions/artifact-rows.ts'
import { platformKey } from '../versions/platform-key.ts'
import { addVersion, endVersion } from '../versions/version-rows.ts'

/** The platform's secret in these tests. */
export const SECRET = 'a secret of at least thirty-two characters'

export const ASKING = { organizationId: ORGANIZATION, actor: TRADER }

/** Builds an archive; the id of the version, which is ready. */
export async function built(runtime: RunningRuntime, name: string, archive: Uint8Array): Promise<string> {
  const strategies = await runtime.strategies()
  const upload = await strategies.upload(ORGANIZATION, `${name}.zip`, Readable.from([Buffer.from(archive)]))
  const { versionId } = await strategies.submit(ASKING, name, { kind: 'ZIP', uploadId: upload.id })
  await until('the build is over', async () => (await versionRow(runtime, versionId)).ended)
  const row = await versionRow(runtime, versionId)
  expect(row).toMatchObject({ status: 'READY', problems: '[]' })
  return versionId
}

const artifacts = new Map<string, Promise<Artifact>>()

/** A version as a build would leave it, without the queue: each archive is built once for all tests of a file. */
export function ready(runtime: RunningRuntime, name: string, archive: Uint8Array): Promise<string> {
  return readyIn(runtime, ORGANIZATION, name, archive)
}

/** As `ready`, in another organization. */
export async function readyIn(
  runtime: RunningRuntime,
  organizationId: string,
  name: string,
  archive: Uint8Array,
): Promise<string> {
  const { database } = runtime
  const made = `${name} ${Buffer.from(archive).toString('base64')}`
  const artifact = await (artifacts.get(made) ?? artifacts.set(made, artifactOf(archive)).get(made)!)
  const at = Date.now() * 1_000
  const { outcome } = await runtime.submit(organizationId, TRADER, { type: 'CreateStrategy', name })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const source = { kind: 'ZIP', name, uploadId: null, url: null, revision: null, commit: null } as const
  const of = { organizationId, strategyId: outcome.subjectId, source, actor: TRADER, at }
  const versionId = await addVersion(database, of)
  await addArtifact(database, organizationId, artifact, at)
  const { digest, manifest } = artifact
  await endVersion(database, versionId, { status: 'READY', problems: [], log: '', digest, manifest, at })
  return versionId
}

async function artifactOf(archive: Uint8Array): Promise<Artifact> {
  const outcome = await buildArtifact(readZip(archive))
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems))
  return signArtifact(outcome.artifact, platformKey(SECRET).privateKey)
}

export async function versionRow(runtime: RunningRuntime, versionId: string) {
  const [row] = await runtime.database.query<{ status: string; problems: string; ended: boolean }>(
    'SELECT status, problems::text, ended_at IS NOT NULL AS ended FROM strategy_version WHERE id = $1',
    [versionId],
  )
  return row!
}

export async function deployed(
  { runtime, accountId }: Desk,
  versionId: string,
  terms: Partial<DeployTerms> = {},
): Promise<string> {
  const strategies = await runtime.strategies()
  return strategies.deploy(ASKING, {
    versionId,
    accountId,
    name: 'first',
    parameters: {},
    instrumentIds: [],
    seed: 7,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 6_000,
    idempotencyKey: terms.name ?? 'first',
    ...terms,
  })
}

export async function observed({ runtime }: Desk, deploymentId: string): Promise<ObservedDeployment | null> {
  return (await runtime.strategies()).observed(ORGANIZATION, deploymentId)
}

export async function becomes(
  desk: Desk,
  deploymentId: string,
  activity: ObservedDeployment['activity'],
): Promise<ObservedDeployment> {
  await expect
    .poll(async () => (await observed(desk, deploymentId))?.activity, { timeout: PATIENCE_MS })
    .toBe(activity)
  return (await observed(desk, deploymentId))!
}

/** Shows so many quotes, one after the other, each once the one before was answered. */
export async function quoteTimes(desk: Desk, deploymentId: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const before = (await observed(desk, deploymentId))!.inputs
    desk.feed.quote(BTC, '99.99', '100.01', Date.now() * 1_000)
    await until('the quote is answered', async () => (await observed(desk, deploymentId))!.inputs > before)
  }
}

export interface StoredOrder {
  readonly clientOrderId: string
  readonly status: string
  readonly actor: string
  readonly cause: string | null
}

export async function ordersOf({ runtime }: Desk, deploymentId: string): Promise<readonly StoredOrder[]> {
  return runtime.database.query<StoredOrder>(
    `SELECT client_order_id AS "clientOrderId", status, actor::text, cause::text FROM trade_order
     WHERE deployment_id = $1 ORDER BY seq`,
    [deploymentId],
  )
}

export async function logOf({ runtime }: Desk, deploymentId: string): Promise<readonly string[]> {
  const search = { afterId: 0, beforeId: null, levels: [], text: '', limit: 1_000 }
  const lines = await (await runtime.strategies()).logs(ORGANIZATION, deploymentId, search)
  return lines.map(({ level, message }) => `${level} ${message}`)
}
