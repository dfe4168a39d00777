/** `quarterdeck drill`: puts a fault into a deployment on paper and reports, step by step, what was expected and what happened. */

import {
  type IncidentDrillFieldsFragment,
  type IncidentKind,
  drillDeployment,
  incidentDrill,
} from '@quarterdeck/client'
import { type Connection, type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { namedDeployment } from '../strategy/remote/find.ts'

export interface DrillOptions extends ConnectionOptions {
  readonly deployment: string
  readonly json: boolean
}

const POLL_MS = 500

export async function drill(kind: IncidentKind, options: DrillOptions): Promise<void> {
  const connection = await connect(options)
  const { id: deploymentId } = await namedDeployment(connection, options.deployment)
  const answer = await connection.client.request(drillDeployment, { input: { deploymentId, kind } })
  const begun = payloadOf(answer.drillDeployment).drill
  const ended = await followed(connection, begun, options.json ? () => undefined : print)
  if (options.json) process.stdout.write(`${JSON.stringify(ended, null, 2)}\n`)
  else process.stdout.write(`${ended.status}: ${ended.kind} on ${ended.deployment.name}\n`)
  if (ended.status !== 'PASSED') throw new Refused('The drill did not go as expected.')
}

type Step = IncidentDrillFieldsFragment['steps'][number]

/** Until it has ended, each step once; the drill as it ended. */
async function followed(
  { client }: Connection,
  begun: IncidentDrillFieldsFragment,
  tell: (step: Step) => void,
): Promise<IncidentDrillFieldsFragment> {
  let newest = begun
  for (let told = 0; ;) {
    for (const step of newest.steps.slice(told)) tell(step)
    told = newest.steps.length
    if (newest.status !== 'RUNNING') return newest
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    const { node } = await client.request(incidentDrill, { id: begun.id })
    if (node?.__typename !== 'IncidentDrill') throw new Refused('The drill is not there any more.')
    newest = node
  }
}

function print({ expected, happened, ok }: Step): void {
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${expected}: ${happened}\n`)
}
