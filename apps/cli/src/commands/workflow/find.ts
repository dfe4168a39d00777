/** Finds the workflow or the run that a name on the command line means. */

import {
  workflowRun,
  workflows,
  type WorkflowFieldsFragment,
  type WorkflowRunFieldsFragment,
} from '@quarterdeck/client'
import type { Connection } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { allOf } from '../strategy/remote/find.ts'

const RUN_ID = /^wfr_/

export function allWorkflows({ client, slug }: Connection): Promise<readonly WorkflowFieldsFragment[]> {
  return allOf(async (page) => (await client.request(workflows, { slug, ...page })).organization?.workflows)
}

/** Throws Refused, with what there is, where none has the name. */
export async function namedWorkflow(connection: Connection, name: string): Promise<WorkflowFieldsFragment> {
  const all = await allWorkflows(connection)
  const found = all.find((one) => one.name === name || one.id === name)
  if (found !== undefined) return found
  const known = all.map((one) => one.name).join(', ')
  throw new Refused(
    `There is no workflow ${name}; there are: ${known || 'none. See: quarterdeck workflow save'}`,
  )
}

/** A run by its id, or the newest one of a workflow by its name. Throws Refused where there is none. */
export async function namedRun(connection: Connection, name: string): Promise<WorkflowRunFieldsFragment> {
  if (RUN_ID.test(name)) return readRun(connection, name)
  const { newestRun } = await namedWorkflow(connection, name)
  if (newestRun === null || newestRun === undefined)
    throw new Refused(`${name} was never run. See: quarterdeck workflow run`)
  return readRun(connection, newestRun.id)
}

export async function readRun({ client }: Connection, id: string): Promise<WorkflowRunFieldsFragment> {
  const { node } = await client.request(workflowRun, { id })
  if (node?.__typename !== 'WorkflowRun') throw new Refused(`There is no run ${id}`)
  return node
}
