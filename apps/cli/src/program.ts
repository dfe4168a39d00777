/** The `quarterdeck` command: its verbs, options and help. Each verb's code is loaded only when it runs. */

import { Command, InvalidArgumentError, Option } from 'commander'
import { declareIncidents } from './incident-verbs.ts'
import { declareResearch } from './research-verbs.ts'
import { declareSignal } from './signal-verbs.ts'
import { declareStrategy } from './strategy-verbs.ts'
import { declareVenues } from './venue-verbs.ts'
import { remote } from './verb-options.ts'
import { declareWorkflow } from './workflow-verbs.ts'

const SCOPES = ['GLOBAL', 'ORGANIZATION', 'VENUE', 'ACCOUNT', 'STRATEGY', 'USER']
const ROLES = ['OWNER', 'ADMIN', 'RISK_MANAGER', 'TRADER', 'VIEWER']

function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`must be a whole number from ${minimum} to ${maximum}`)
    }
    return value
  }
}

function enumerated(values: readonly string[]): (text: string) => string {
  return (text) => {
    const value = text.toUpperCase().replaceAll('-', '_')
    if (!values.includes(value)) throw new InvalidArgumentError(`must be one of ${values.join(', ')}`)
    return value
  }
}

/** Builds the program. */
export function program(): Command {
  const root = new Command('quarterdeck')
    .description('The trading control plane from a terminal.')
    .showHelpAfterError('(see --help)')

  root
    .command('serve')
    .description('serve the API and the console; what npm start runs')
    .option(
      '--roles <roles>',
      'parts that this process runs: api,engine,worker (one process runs all of them)',
      'api,engine,worker',
    )
    .option(
      '--replay <playlist>',
      'play recorded markets from a playlist file instead of the synthetic market',
    )
    .action(async (options) => (await import('./serve/serve.ts')).serve(options))
  root
    .command('doctor')
    .description(
      'check the machine, configuration, database, bus, venues and clock, and say what to do about each finding',
    )
    .option('--json', 'print JSON', false)
    .action(async (options) => (await import('./commands/doctor.ts')).doctor(options))

  const organizations = root.command('organization').description('organizations of this installation')
  organizations
    .command('create')
    .description(
      'found an organization and its owner, where no demo is wanted; the server must not run on the embedded database',
    )
    .requiredOption('--slug <slug>', 'short name in addresses: lower-case letters, digits, hyphens')
    .requiredOption('--name <name>', 'name for people')
    .requiredOption('--owner-email <email>', "the owner's e-mail address")
    .requiredOption('--owner-name <name>', "the owner's name")
    .option('--currency <code>', 'currency in which it measures its risk', 'USD')
    .option('--json', 'print JSON', false)
    .action(async (options) => (await import('./commands/organization.ts')).createOrganization(options))

  root
    .command('second-factor')
    .description('second factors of people')
    .command('remove')
    .description(
      'take it from somebody who lost app and backup codes, and end the sessions; the server must not run on the embedded database',
    )
    .requiredOption('--email <email>', "the person's e-mail address")
    .option('--json', 'print JSON', false)
    .action(async (options) => (await import('./commands/second-factor.ts')).removeSecondFactor(options))

  const keys = root.command('api-key').description('API keys of an organization')
  remote(keys.command('create').description('create a key; prints its secret once'))
    .addOption(
      new Option('--role <role>', ROLES.join(' | ')).argParser(enumerated(ROLES)).makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'what the key is for')
    .option('--expires-at <time>', 'ISO 8601 instant after which it no longer works')
    .action(async (options) => (await import('./commands/api-key.ts')).createKey(options))
  remote(keys.command('list').description('list keys, without secrets')).action(async (options) =>
    (await import('./commands/api-key.ts')).listKeys(options),
  )
  remote(keys.command('revoke').description('revoke a key at once').argument('<id>')).action(
    async (id, options) => (await import('./commands/api-key.ts')).revokeKey(id, options),
  )

  remote(root.command('orders').description('newest orders with their decisions'))
    .option('--open', 'only orders that still work', false)
    .option('--limit <n>', 'how many', wholeNumber(1, 200), 50)
    .action(async (options) => (await import('./commands/orders.ts')).listOrders(options))
  remote(root.command('positions').description('positions of every account')).action(async (options) =>
    (await import('./commands/holdings.ts')).listPositions(options),
  )
  remote(root.command('balances').description('cash of every account')).action(async (options) =>
    (await import('./commands/holdings.ts')).listBalances(options),
  )

  remote(root.command('kill').description('engage a kill switch: block new orders and cancel the open ones'))
    .addOption(
      new Option('--scope <scope>', SCOPES.join(' | ')).argParser(enumerated(SCOPES)).default('ORGANIZATION'),
    )
    .option('--target <id>', 'account, venue, strategy or user that the scope points at')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .option('--no-cancel', 'leave open orders working')
    .option('--allow-reduce-only', 'let orders through that only reduce risk', false)
    .option(
      '--wait <seconds>',
      "wait for the venues' confirmation that nothing works any more",
      wholeNumber(0, 600),
      10,
    )
    .action(async (options) => (await import('./commands/kill-switch.ts')).kill(options))
  remote(root.command('release').description('release a kill switch').argument('<id>'))
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .action(async (id, options) => (await import('./commands/kill-switch.ts')).release(id, options))

  const journal = root
    .command('journal')
    .description('audit and recovery; the embedded database must not be in use by a server')
  journal
    .command('verify')
    .description('check the hash chain of every journal from its first event')
    .option('--json', 'print JSON', false)
    .action(async (options) => (await import('./commands/journal.ts')).verify(options))
  journal
    .command('rebuild')
    .description('drop every projection and make it again from the journal')
    .option('--json', 'print JSON', false)
    .action(async (options) => (await import('./commands/journal.ts')).rebuild(options))
  journal
    .command('export')
    .description('write journals as one JSON event a line')
    .option('--org <slug>', 'one organization only')
    .option('--output <file>', 'file to write; standard output without it')
    .action(async (options) => (await import('./commands/journal.ts')).exportLines(options))
  journal
    .command('replay')
    .description('rebuild a book as it was and print it')
    .requiredOption('--org <slug>', 'organization')
    .option('--until <seq-or-time>', 'last seq, or ISO 8601 instant, to include')
    .action(async (options) => (await import('./commands/journal.ts')).replay(options))
  declareResearch(root)
  declareStrategy(root)
  declareWorkflow(root)
  declareIncidents(root)
  declareSignal(root)
  declareVenues(root)
  return root
}
