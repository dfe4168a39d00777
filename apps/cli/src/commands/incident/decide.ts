/** `quarterdeck incident-approve` and `quarterdeck incident-close`: what a person decides about an incident. */

import { approveIncidentRemedy, closeIncident } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'

export async function approve(
  incidentId: string,
  options: ConnectionOptions & { readonly confirm?: string; readonly json: boolean },
): Promise<void> {
  const { client } = await connect(options)
  const confirm = options.confirm === undefined ? {} : { confirm: options.confirm }
  const answer = await client.request(approveIncidentRemedy, { input: { incidentId, ...confirm } })
  const { incident } = payloadOf(answer.approveIncidentRemedy)
  const step = incident.steps.findLast(({ actor }) => actor?.kind !== 'SYSTEM')
  printResult(incident, `${step?.action ?? 'The step'} ${step?.status ?? ''}: ${step?.result ?? ''}`, options)
  if (step?.status === 'FAILED') throw new Refused('The step was refused.')
}

export async function close(
  incidentId: string,
  options: ConnectionOptions & { readonly reason: string; readonly json: boolean },
): Promise<void> {
  const { client } = await connect(options)
  const { reason } = options
  const answer = await client.request(closeIncident, { input: { incidentId, reason } })
  const { incident } = payloadOf(answer.closeIncident)
  printResult(incident, `Closed: ${incident.kind} of ${incident.deployment.name}.`, options)
}
