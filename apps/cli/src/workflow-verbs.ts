/** Workflows on a running server: kept from a file, run by hand, looked at, taken up and cancelled. */

import type { Command } from 'commander'
import { counted, remote } from './verb-options.ts'

const NAME = 'its name'
const RUN = 'id of a run, or the name of a workflow for its newest one'
const CONFIRM = 'where a step deploys on a LIVE account: the name of the workflow once more'
const WAIT_SECONDS_MAX = 86_400
const WAIT_SECONDS = 3_600

export function declareWorkflow(root: Command): void {
  const workflow = root
    .command('workflow')
    .description('steps from data to a deployment, by the clock or by hand')
  remote(
    workflow
      .command('save')
      .description('keep a workflow, in the place of one of its name')
      .argument('<file>', '.json, or .ts whose default export is the definition'),
  )
    .option('--confirm <name>', CONFIRM)
    .action(async (file, options) => (await import('./commands/workflow/keep.ts')).saveFile(file, options))
  remote(workflow.command('list').description('workflows, when they begin, and their newest runs')).action(
    async (options) => (await import('./commands/workflow/keep.ts')).listWorkflows(options),
  )
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    const does = enabled
      ? 'let its schedule count'
      : 'let its schedule not count; it can still be run by hand'
    remote(workflow.command(verb).description(does).argument('<name>', NAME))
      .option('--confirm <name>', CONFIRM)
      .action(async (name, options) =>
        (await import('./commands/workflow/keep.ts')).enable(name, enabled, options),
      )
  }
  remote(
    workflow
      .command('delete')
      .description('delete a workflow with its runs; what they made stays')
      .argument('<name>', NAME),
  ).action(async (name, options) => (await import('./commands/workflow/keep.ts')).remove(name, options))
  declareRuns(workflow)
}

function declareRuns(workflow: Command): void {
  const does = {
    run: ['run it now', NAME],
    status: ['where a run is, step by step', RUN],
    restart: ['take a run up where it failed or was cancelled', RUN],
  } as const
  for (const verb of ['run', 'status', 'restart'] as const) {
    const [description, argument] = does[verb]
    const command = remote(workflow.command(verb).description(description).argument('<name>', argument))
    if (verb !== 'status') command.option('--confirm <name>', CONFIRM)
    command
      .option('--wait [seconds]', `until it is over; ${WAIT_SECONDS} seconds where none are given`, (text) =>
        counted(1, WAIT_SECONDS_MAX)(text),
      )
      .action(async (name, { wait, ...options }) => {
        const { restart, runNamed, status } = await import('./commands/workflow/runs.ts')
        const verbs = { run: runNamed, status, restart }
        await verbs[verb](name, {
          ...options,
          ...(wait !== undefined && { wait: wait === true ? WAIT_SECONDS : wait }),
        })
      })
  }
  remote(workflow.command('cancel').description('begin nothing more of a run').argument('<run>', RUN)).action(
    async (name, options) => (await import('./commands/workflow/runs.ts')).cancel(name, options),
  )
}
