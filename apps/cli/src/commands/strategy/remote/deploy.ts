/**
 * `quarterdeck strategy deploy`: builds a folder, a file or a git revision on the server, and has it run on an account. Again with the
 * same name, it is an upgrade of what runs: its state goes over.
 */

import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  changeDeployment,
  deployment,
  deployStrategy,
  startDeployment,
  type DeploymentFieldsFragment,
  type StrategyVersionFieldsFragment,
} from '@quarterdeck/client'
import { connect, type Connection, type ConnectionOptions } from '../../../connection/connect.ts'
import { Refused } from '../../../exit.ts'
import { payloadOf } from '../../../output/problem.ts'
import { printResult } from '../../../output/table.ts'
import { pairsOf } from '../../backtest/run-options.ts'
import { builtVersion } from './build.ts'
import { allDeployments, namedAccount } from './find.ts'
import { submissionOf } from './submission.ts'

export interface DeployOptions extends ConnectionOptions {
  readonly account: string
  readonly name?: string
  readonly deployment?: string
  readonly revision?: string
  readonly param: readonly string[]
  readonly instrument: readonly string[]
  readonly ordersPerMinute?: number
  readonly shared: boolean
  readonly seed: number
  readonly confirm?: string
  /** Seconds; undefined: not at all. */
  readonly wait?: number
  readonly json: boolean
}

interface Wanted {
  readonly name: string
  readonly version: StrategyVersionFieldsFragment
  readonly accountId: string
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
}

export async function deploy(source: string, options: DeployOptions): Promise<void> {
  const params = pairsOf('--param', options.param)
  const submission = await submissionOf(source, options.revision)
  const connection = await connect(options)
  const account = await namedAccount(connection, options.account)
  const strategyName = options.name ?? submission.name
  const version = await builtVersion(connection, strategyName, submission)
  const wanted: Wanted = {
    name: options.deployment ?? strategyName,
    version,
    accountId: account.id,
    parameters: Object.entries(params).map(([name, value]) => ({ name, value })),
  }
  const before = (await allDeployments(connection)).find(
    (one) => one.strategy.name === strategyName && one.name === wanted.name,
  )
  const deployed =
    before === undefined
      ? await firstTime(connection, wanted, options)
      : await upgraded(connection, before, { wanted, options })
  const seen = options.wait === undefined ? deployed : await untilRunning(connection, deployed, options.wait)
  const activity = seen.observed?.activity ?? 'not seen yet'
  printResult(
    seen,
    `Version ${version.number} (${version.digest?.slice(0, 12) ?? ''}) of ${strategyName} is deployed as ${wanted.name} on ${account.name} (${account.mode}): ${activity}.\n  quarterdeck strategy logs ${wanted.name} --follow`,
    options,
  )
}

async function firstTime(
  { client }: Connection,
  { name, version, accountId, parameters }: Wanted,
  options: DeployOptions,
): Promise<DeploymentFieldsFragment> {
  const { instrument, ordersPerMinute, shared, seed, confirm } = options
  const { deployStrategy: result } = await client.request(deployStrategy, {
    input: {
      versionId: version.id,
      accountId,
      name,
      parameters: [...parameters],
      instrumentIds: [...instrument],
      ...(ordersPerMinute !== undefined && { ordersPerMinuteMax: ordersPerMinute }),
      isolation: shared ? 'SHARED' : 'PROCESS',
      seed,
      ...(confirm !== undefined && { confirm }),
      idempotencyKey: randomUUID(),
    },
  })
  return payloadOf(result).deployment
}

/** What is not said stays as it was; one that was stopped starts again. */
async function upgraded(
  { client }: Connection,
  before: DeploymentFieldsFragment,
  { wanted, options }: { readonly wanted: Wanted; readonly options: DeployOptions },
): Promise<DeploymentFieldsFragment> {
  if (before.account.id !== wanted.accountId)
    throw new Refused(
      `${before.name} runs on the account ${before.account.name}: a deployment does not change its account. Name another one with --deployment.`,
    )
  const { instrument, ordersPerMinute, confirm } = options
  const confirmed = confirm === undefined ? {} : { confirm }
  const given = new Map(wanted.parameters.map((one) => [one.name, one.value]))
  const kept = before.parameters.filter(({ name }) => !given.has(name))
  const { changeDeployment: result } = await client.request(changeDeployment, {
    input: {
      deploymentId: before.id,
      expectedRevision: before.revision,
      versionId: wanted.version.id,
      ...(given.size > 0 && {
        parameters: [...kept.map(({ name, value }) => ({ name, value })), ...wanted.parameters],
      }),
      ...(instrument.length > 0 && { instrumentIds: [...instrument] }),
      ...(ordersPerMinute !== undefined && { ordersPerMinuteMax: ordersPerMinute }),
      ...confirmed,
    },
  })
  const changed = payloadOf(result).deployment
  if (changed.desired === 'RUNNING' && changed.quarantineReason === null) return changed
  const { startDeployment: started } = await client.request(startDeployment, {
    input: { deploymentId: changed.id, reason: 'deployed again from the command line', ...confirmed },
  })
  return payloadOf(started).deployment
}

const LOOK_EVERY_MS = 200

/** Waits until it takes inputs. Throws Refused where it fails, or does not within the time. */
async function untilRunning(
  { client }: Connection,
  deployed: DeploymentFieldsFragment,
  seconds: number,
): Promise<DeploymentFieldsFragment> {
  const until = performance.now() + seconds * 1_000
  for (;;) {
    const { node } = await client.request(deployment, { id: deployed.id })
    if (node?.__typename !== 'Deployment') throw new Refused(`${deployed.name} is gone.`)
    const { observed, version, quarantineReason } = node
    if (observed?.activity === 'RUNNING' && version.id === deployed.version.id) return node
    if (quarantineReason !== null) throw new Refused(`${node.name} is in quarantine: ${quarantineReason}`)
    if (performance.now() > until)
      throw new Refused(
        `${node.name} does not run after ${seconds} s: ${observed?.activity ?? 'not seen yet'}${observed?.lastFault == null ? '' : `, ${observed.lastFault}`}`,
      )
    await pause(LOOK_EVERY_MS)
  }
}
