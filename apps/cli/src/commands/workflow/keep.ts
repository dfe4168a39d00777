/** `quarterdeck workflow save | list | enable | disable | delete`: the workflows of an organization. */

import {
  deleteWorkflow,
  enableWorkflow,
  saveWorkflow,
  type WorkflowFieldsFragment,
} from '@quarterdeck/client'
import { connect, type ConnectionOptions } from '../../connection/connect.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult, printRows } from '../../output/table.ts'
import { definitionIn } from './definition-file.ts'
import { allWorkflows, namedWorkflow } from './find.ts'

export interface KeepOptions extends ConnectionOptions {
  readonly confirm?: string
  readonly json: boolean
}

export async function saveFile(file: string, options: KeepOptions): Promise<void> {
  const definition = await definitionIn(file)
  const { client, organizationId } = await connect(options)
  const { saveWorkflow: result } = await client.request(saveWorkflow, {
    input: { organizationId, definition, confirm: options.confirm ?? null },
  })
  const { workflow } = payloadOf(result)
  const begins = workflow.schedule?.words ?? 'by hand'
  printResult(
    workflow,
    `Version ${workflow.version} of ${workflow.name} is kept; it begins: ${begins}.\n  quarterdeck workflow run ${workflow.name} --wait`,
    options,
  )
}

export async function listWorkflows(options: KeepOptions): Promise<void> {
  printRows<WorkflowFieldsFragment>(
    await allWorkflows(await connect(options)),
    [
      { title: 'WORKFLOW', of: ({ name }) => name },
      { title: 'VERSION', of: ({ version }) => version, align: 'right' },
      {
        title: 'BEGINS',
        of: ({ schedule, enabled }) =>
          schedule == null ? 'by hand' : `${schedule.words}${enabled ? '' : ' (disabled)'}`,
      },
      { title: 'NEWEST RUN', of: ({ newestRun }) => newestRun?.status },
      { title: 'BEGUN', of: ({ newestRun }) => newestRun?.startedAt },
      { title: 'RUN', of: ({ newestRun }) => newestRun?.id },
    ],
    options,
  )
}

export async function enable(name: string, enabled: boolean, options: KeepOptions): Promise<void> {
  const connection = await connect(options)
  const { id } = await namedWorkflow(connection, name)
  const { enableWorkflow: result } = await connection.client.request(enableWorkflow, {
    input: { workflowId: id, enabled, confirm: options.confirm ?? null },
  })
  const { workflow } = payloadOf(result)
  printResult(
    workflow,
    `The schedule of ${workflow.name} ${workflow.enabled ? 'counts' : 'does not count'}.`,
    options,
  )
}

export async function remove(name: string, options: KeepOptions): Promise<void> {
  const connection = await connect(options)
  const workflow = await namedWorkflow(connection, name)
  const { deleteWorkflow: result } = await connection.client.request(deleteWorkflow, {
    input: { workflowId: workflow.id },
  })
  const { deletedId } = payloadOf(result)
  printResult({ deletedId }, `${workflow.name} is gone, with its runs.`, options)
}
