/** `quarterdeck workflow run | status | restart | cancel`: runs of workflows. */

import { setTimeout as pause } from 'node:timers/promises'
import {
  cancelWorkflowRun,
  restartWorkflowRun,
  runWorkflow,
  type WorkflowRunFieldsFragment,
} from '@quarterdeck/client'
import { connect, type Connection, type ConnectionOptions } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { namedRun, namedWorkflow, readRun } from './find.ts'
import { printRun, reportOutcome } from './report-run.ts'

export interface RunOptions extends ConnectionOptions {
  readonly confirm?: string
  /** Seconds; undefined: not at all. */
  readonly wait?: number
  readonly json: boolean
}

export async function runNamed(name: string, options: RunOptions): Promise<void> {
  const connection = await connect(options)
  const { id } = await namedWorkflow(connection, name)
  const { runWorkflow: result } = await connection.client.request(runWorkflow, {
    input: { workflowId: id, confirm: options.confirm ?? null },
  })
  reportOutcome(await waited(connection, payloadOf(result).run, options), options)
}

export async function status(name: string, options: RunOptions): Promise<void> {
  const connection = await connect(options)
  reportOutcome(await waited(connection, await namedRun(connection, name), options), options)
}

export async function restart(name: string, options: RunOptions): Promise<void> {
  const connection = await connect(options)
  const { id } = await namedRun(connection, name)
  const { restartWorkflowRun: result } = await connection.client.request(restartWorkflowRun, {
    input: { runId: id, confirm: options.confirm ?? null },
  })
  reportOutcome(await waited(connection, payloadOf(result).run, options), options)
}

export async function cancel(name: string, options: RunOptions): Promise<void> {
  const connection = await connect(options)
  const { id } = await namedRun(connection, name)
  const { cancelWorkflowRun: result } = await connection.client.request(cancelWorkflowRun, {
    input: { runId: id },
  })
  printRun(payloadOf(result).run, options)
}

const LOOK_EVERY_MS = 500

/** The run, once it is over where that is waited for. Throws Refused where it is not within the time. */
async function waited(
  connection: Connection,
  begun: WorkflowRunFieldsFragment,
  { wait }: RunOptions,
): Promise<WorkflowRunFieldsFragment> {
  if (wait === undefined) return begun
  const until = performance.now() + wait * 1_000
  for (let run = begun; ; run = await readRun(connection, begun.id)) {
    if (run.status !== 'RUNNING') return run
    if (performance.now() > until)
      throw new Refused(
        `${run.workflow.name} goes on after ${wait} s. See: quarterdeck workflow status ${run.id}`,
      )
    await pause(LOOK_EVERY_MS)
  }
}
