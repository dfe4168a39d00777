/** `quarterdeck strategy stop | start | pause | rollback`: what a deployment shall be, said from a terminal. */

import {
  changeDeployment,
  pauseDeployment,
  rollBackDeployment,
  startDeployment,
  stopDeployment,
  type DeploymentFieldsFragment,
} from '@quarterdeck/client'
import { connect, type Connection, type ConnectionOptions } from '../../../connection/connect.ts'
import { Refused } from '../../../exit.ts'
import { payloadOf } from '../../../output/problem.ts'
import { printResult } from '../../../output/table.ts'
import { namedDeployment, versionsOf } from './find.ts'

export interface SteerOptions extends ConnectionOptions {
  readonly reason: string
  readonly confirm?: string
  readonly json: boolean
}

type Steered = (
  connection: Connection,
  deployment: DeploymentFieldsFragment,
  options: SteerOptions,
) => Promise<DeploymentFieldsFragment>

const STEER: Readonly<Record<'stop' | 'start' | 'pause', Steered>> = {
  stop: async ({ client }, { id }, { reason }) =>
    payloadOf((await client.request(stopDeployment, { input: { deploymentId: id, reason } })).stopDeployment)
      .deployment,
  start: async ({ client }, { id }, options) =>
    payloadOf(
      (
        await client.request(startDeployment, {
          input: { deploymentId: id, reason: options.reason, ...confirmed(options) },
        })
      ).startDeployment,
    ).deployment,
  pause: async ({ client }, { id }, { reason }) =>
    payloadOf(
      (await client.request(pauseDeployment, { input: { deploymentId: id, reason } })).pauseDeployment,
    ).deployment,
}

export async function steer(
  how: 'stop' | 'start' | 'pause',
  name: string,
  options: SteerOptions,
): Promise<void> {
  const connection = await connect(options)
  const steered = await STEER[how](connection, await namedDeployment(connection, name), options)
  printResult(steered, `${steered.name} shall be ${steered.desired}.`, options)
}

export async function rollBack(
  name: string,
  options: ConnectionOptions & { readonly to?: number; readonly confirm?: string; readonly json: boolean },
): Promise<void> {
  const connection = await connect(options)
  const before = await namedDeployment(connection, name)
  const steps = { deploymentId: before.id, expectedRevision: before.revision, ...confirmed(options) }
  const after =
    options.to === undefined
      ? payloadOf((await connection.client.request(rollBackDeployment, { input: steps })).rollBackDeployment)
      : payloadOf(
          (
            await connection.client.request(changeDeployment, {
              input: { ...steps, versionId: await versionNumbered(connection, before, options.to) },
            })
          ).changeDeployment,
        )
  const { version } = after.deployment
  printResult(
    after.deployment,
    `${before.name} runs version ${version.number} again, after version ${before.version.number}.`,
    options,
  )
}

async function versionNumbered(
  connection: Connection,
  { strategy }: DeploymentFieldsFragment,
  number: number,
): Promise<string> {
  const versions = await versionsOf(connection, strategy.id)
  const found = versions.find((version) => version.number === number && version.status === 'READY')
  if (found !== undefined) return found.id
  const ready = versions.filter(({ status }) => status === 'READY').map((version) => version.number)
  throw new Refused(
    `--to: ${strategy.name} has no version ${number} that was built; it has: ${ready.join(', ')}`,
  )
}

function confirmed({ confirm }: { readonly confirm?: string }): { readonly confirm?: string } {
  return confirm === undefined ? {} : { confirm }
}
