/** The verbs of incidents: what went wrong with deployments, what is done about it, and drills. */

import { type Command, InvalidArgumentError } from 'commander'
import type { IncidentKind } from '@quarterdeck/client'
import { counted, remote } from './verb-options.ts'

const KINDS: readonly IncidentKind[] = ['CRASH_LOOP', 'MUTE_FEED', 'STUCK_ORDER', 'DRIFT', 'RUNAWAY', 'SLOW']

function kind(text: string): IncidentKind {
  const found = KINDS.find((known) => known === text.toUpperCase().replaceAll('-', '_'))
  if (found === undefined) throw new InvalidArgumentError(`must be one of ${KINDS.join(', ')}`)
  return found
}

export function declareIncidents(root: Command): void {
  const incidents = root
    .command('incidents')
    .description('what went wrong with deployments, and what was done about it')
  remote(incidents)
    .option('--open', 'only those that are open', false)
    .option('--limit <n>', 'how many of the newest', counted(1, 200), 50)
    .action(async (options) => (await import('./commands/incident/list.ts')).listIncidents(options))
  remote(root.command('incident-bundle').description('what was seen at the onset of an incident, as JSON'))
    .argument('<id>', 'the incident')
    .action(async (id, options) => (await import('./commands/incident/list.ts')).printBundle(id, options))
  remote(root.command('incident-approve').description('take the step against an incident that waits'))
    .argument('<id>', 'the incident')
    .option('--confirm <name>', 'where it starts a deployment on a LIVE account: its name')
    .action(async (id, options) => (await import('./commands/incident/decide.ts')).approve(id, options))
  remote(root.command('incident-close').description('close an incident by hand'))
    .argument('<id>', 'the incident')
    .requiredOption('--reason <text>', 'why; kept with it and in the audit log')
    .action(async (id, options) => (await import('./commands/incident/decide.ts')).close(id, options))
  remote(
    root
      .command('drill')
      .description(
        'put a fault into a deployment on paper, for real, and say what came of it; exit 1: not as expected',
      )
      .argument('<kind>', KINDS.join(' | '), kind),
  )
    .requiredOption('--deployment <name>', "its name, the strategy's, or STRATEGY/DEPLOYMENT")
    .action(async (named, options) => (await import('./commands/incident/drill.ts')).drill(named, options))
}
