/** The verbs of venues: connections, reconciliation, shadow, the live gate, and simulators to rehearse against. */

import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { ConnectionPurpose } from '@quarterdeck/client'
import {
  SIMULATED_VENUES,
  SIMULATOR_FAULTS,
  type SimulatorFault,
} from './commands/venue-simulator/choices.ts'
import { declareConformance } from './conformance-verb.ts'
import { collect, counted, remote } from './verb-options.ts'

const PURPOSES: readonly ConnectionPurpose[] = ['MARKET_DATA', 'READ', 'TRADE']
const STAGES = [5, 25, 100] as const

function purpose(text: string): ConnectionPurpose {
  const found = PURPOSES.find((known) => known === text.toUpperCase().replaceAll('-', '_'))
  if (found === undefined) throw new InvalidArgumentError(`must be one of ${PURPOSES.join(', ')}`)
  return found
}

function stage(text: string): number {
  const found = STAGES.find((known) => String(known) === text.replace(/%$/, ''))
  if (found === undefined) throw new InvalidArgumentError(`must be one of ${STAGES.join(', ')}`)
  return found
}

function fault(text: string, before: readonly SimulatorFault[]): readonly SimulatorFault[] {
  const found = SIMULATOR_FAULTS.find((known) => known === text.toUpperCase().replaceAll('-', '_'))
  if (found === undefined) throw new InvalidArgumentError(`must be one of ${SIMULATOR_FAULTS.join(', ')}`)
  return [...before, found]
}

const CREDENTIAL_FILE = 'file with the credential as a JSON object of its fields; - is standard input'

export function declareVenues(root: Command): void {
  const venues = root.command('venues').description('connections to venues')
  remote(venues.command('list').description('connections and how they stand')).action(async (options) =>
    (await import('./commands/venue/list.ts')).listConnections(options),
  )
  remote(
    venues
      .command('show')
      .description(
        'one connection with its health, budget and capabilities, or a venue that can be connected to',
      )
      .argument('<name>', 'name of a connection, or code of a venue such as COINBASE'),
  ).action(async (name, options) => (await import('./commands/venue/show.ts')).showVenue(name, options))
  remote(
    venues
      .command('account')
      .description('balances and positions, as the venue states them now')
      .argument('<connection>', 'its name'),
  ).action(async (name, options) => (await import('./commands/venue/account.ts')).showAccount(name, options))
  for (const [verb, description] of [
    ['test', 'try a connection at its venue, step by step; nothing is kept'],
    ['add', 'try a connection and, where that goes well, keep and open it'],
  ] as const)
    withTerms(remote(venues.command(verb).description(description))).action(async (venueId, options) => {
      const terms = await import('./commands/venue/add.ts')
      await (verb === 'test' ? terms.testTerms : terms.addTerms)(venueId, options)
    })
  remote(
    venues
      .command('search')
      .description('what a venue lists, for choosing what to follow')
      .argument('<name>', 'name of a connection, or code of a venue that publishes its list')
      .argument('[text]', 'only where symbol or name contain this', ''),
  ).action(async (name, text, options) =>
    (await import('./commands/venue/search.ts')).search(name, text, options),
  )
  declareChanges(venues)
  declareConformance(venues)
  declareReconcile(root)
  declareShadow(root)
  declareLive(root)
  declareSimulator(root)
}

/** What is changed about a connection that is there. */
function declareChanges(venues: Command): void {
  remote(
    venues
      .command('follow')
      .description('say which symbols a connection follows')
      .argument('<connection>', 'its name')
      .argument('<symbols...>', "the venue's symbols"),
  ).action(async (name, symbols, options) =>
    (await import('./commands/venue/change.ts')).follow(name, symbols, options),
  )
  remote(
    venues
      .command('rotate')
      .description('take a new credential in place of the old one, without losing an order')
      .argument('<connection>', 'its name')
      .requiredOption('--credential-file <file>', CREDENTIAL_FILE),
  ).action(async (name, options) => (await import('./commands/venue/change.ts')).rotate(name, options))
  for (const enabled of [true, false])
    remote(
      venues
        .command(enabled ? 'enable' : 'disable')
        .description(enabled ? 'open a connection' : 'close a connection')
        .argument('<connection>', 'its name'),
    ).action(async (name, options) =>
      (await import('./commands/venue/change.ts')).setEnabled(name, enabled, options),
    )
  remote(
    venues
      .command('remove')
      .description('forget a connection and destroy its credential')
      .argument('<connection>', 'its name'),
  ).action(async (name, options) => (await import('./commands/venue/change.ts')).remove(name, options))
}

function withTerms(command: Command): Command {
  return command
    .argument('<venue>', 'code of the venue, such as COINBASE')
    .requiredOption('--name <name>', 'name for people')
    .addOption(
      new Option('--purpose <purpose>', PURPOSES.join(' | ')).argParser(purpose).default('MARKET_DATA'),
    )
    .requiredOption('--symbol <symbol>', "a symbol of the venue's to follow; may be repeated", collect)
    .option('--credential-file <file>', CREDENTIAL_FILE)
}

function declareReconcile(root: Command): void {
  const reconcile = root.command('reconcile').description("our books beside a venue's word")
  remote(reconcile.command('run').description('compare now').argument('<connection>', 'its name')).action(
    async (name, options) => (await import('./commands/reconcile/run.ts')).run(name, options),
  )
  remote(reconcile.command('breaks').description('differences that somebody must decide about'))
    .option('--all', 'those that were decided or cleared as well', false)
    .option('--limit <n>', 'how many of the newest', counted(1, 200), 50)
    .action(async (options) => (await import('./commands/reconcile/breaks.ts')).listBreaks(options))
  for (const [verb, description] of [
    ['correct', 'have the proposed correction of a difference booked'],
    ['dismiss', 'decide that a difference needs no correction'],
  ] as const)
    remote(reconcile.command(verb).description(description).argument('<id>', 'the difference'))
      .requiredOption('--reason <text>', 'why; kept with it and in the audit log')
      .action(async (id, options) =>
        (await import('./commands/reconcile/decide.ts')).decide(verb, id, options),
      )
}

function declareShadow(root: Command): void {
  remote(
    root
      .command('shadow')
      .description(
        'how the orders of an account fared beside the real market, and what is asked before its next stage',
      )
      .argument('<account>', 'its name'),
  )
    .option('--days <n>', 'of the last so many days', counted(1, 90), 7)
    .action(async (name, options) => (await import('./commands/shadow/report.ts')).report(name, options))
}

function declareLive(root: Command): void {
  const live = root.command('live').description('who may trade which LIVE account, and how far')
  remote(live.command('list').description('LIVE accounts and how far their gate is open')).action(
    async (options) => (await import('./commands/live/list.ts')).listLive(options),
  )
  remote(
    live
      .command('enable')
      .description('let members trade a LIVE account, from the next order on')
      .argument('<account>', 'its name'),
  )
    .requiredOption('--user <email>', 'a member who may trade it; may be repeated', collect)
    .addOption(new Option('--stage <percent>', 'percent of its limits').argParser(stage).default(5))
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .requiredOption('--confirm <name>', "the account's name once more")
    .action(async (name, options) => (await import('./commands/live/gate.ts')).enable(name, options))
  remote(
    live
      .command('disable')
      .description('take live trading from an account, at once')
      .argument('<account>', 'its name'),
  )
    .option('--reason <text>', 'why; kept in the journal', 'Shut from the command line')
    .action(async (name, options) => (await import('./commands/live/gate.ts')).disable(name, options))
  remote(
    live
      .command('stage')
      .description('move an account on the capital ramp: up by one stage, down to any')
      .argument('<account>', 'its name')
      .argument('<percent>', STAGES.join(' | '), stage),
  )
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .requiredOption('--confirm <name>', "the account's name once more")
    .action(async (name, percent, options) =>
      (await import('./commands/live/gate.ts')).setStage(name, percent, options),
    )
}

function declareSimulator(root: Command): void {
  root
    .command('venue-simulator')
    .description(
      'run a venue on loopback to rehearse against: prints its addresses and a credential that is good there alone',
    )
    .addArgument(new Argument('<venue>', 'which').choices(SIMULATED_VENUES))
    .option('--port <n>', 'port on 127.0.0.1; 0: any that is free', counted(0, 65_535), 0)
    .addOption(
      new Option('--fault <name>', `a misbehaviour; may be repeated: ${SIMULATOR_FAULTS.join(', ')}`)
        .argParser(fault)
        .default([]),
    )
    .option('--write <folder>', 'write venues.json and credential.json there as well')
    .option('--json', 'print JSON', false)
    .action(async (venue, options) =>
      (await import('./commands/venue-simulator/run.ts')).runSimulator(venue, options),
    )
}
