/** The strategy author's loop: new, check and dev offline; deployments and their logs on a running server. */

import { InvalidArgumentError, type Command } from 'commander'
import { collect, counted, remote, seconds, withFile } from './verb-options.ts'

export function declareStrategy(root: Command): void {
  const strategy = root.command('strategy').description("the strategy author's loop")
  strategy
    .command('new')
    .description(
      'make a folder with a strategy that runs, its unit test, sample bars, scripts and a CI workflow',
    )
    .argument('<name>', 'lower-case words joined by hyphens')
    .option('--directory <folder>', 'where to; a folder of its name without it')
    .option('--json', 'print JSON', false)
    .action(async (name, options) =>
      (await import('./commands/strategy/new-strategy.ts')).newStrategy(name, options),
    )
  strategy
    .command('check')
    .description('say what a deploy would say, then run it on made-up bars, twice, and on beginnings of them')
    .argument('<file>', 'its TypeScript file, or its folder')
    .option('--param <name=value>', 'parameter of the strategy; may be repeated', collect, [])
    .option('--stall <seconds>', 'processor time that a callback may take', seconds, 10)
    .option('--memory <mib>', 'memory that a worker may have, MiB', counted(64, 1_000_000), 2_048)
    .option('--json', 'print JSON', false)
    .action(async (file, options) =>
      (await import('./commands/strategy/check-strategy.ts')).checkStrategy(file, options),
    )
  declareDev(strategy)
  declareDeployments(strategy)
}

function rate(text: string): number {
  const value = Number(text)
  if (!(value >= 0.01 && value <= 1_000_000))
    throw new InvalidArgumentError('must be a number from 0.01 to 1000000')
  return value
}

function declareDev(strategy: Command): void {
  withFile(
    strategy
      .command('dev')
      .description(
        'play it while it is written: every saved change takes over at once (keys: q quits, r begins anew, p pauses)',
      )
      .argument('<file>', 'its TypeScript file, or its folder'),
  )
    .option(
      '--instrument <id>',
      'for its parameter that names an instrument; repeated for several',
      collect,
      [],
    )
    .option('--param <name=value>', 'parameter of the strategy; may be repeated', collect, [])
    .option('--cash <amount>', 'money at the start', '1000000')
    .option(
      '--speed <n>',
      "seconds of the market's clock in a second; without it a bar of the shortest timeframe each second",
      rate,
    )
    .option(
      '--tape <file-or-instrument>',
      'run over recorded bars instead of the synthetic market; may be repeated',
      collect,
      [],
    )
    .option('--timeframe <timeframe>', 'of the bars of a tape, where it does not show')
    .option('--from <time>', 'first instant of a tape that is traded')
    .option('--to <time>', 'nothing of a tape is played from here on')
    .option('--commission <rate>', 'on a tape: share of what is traded, such as 0.002')
    .option('--fill <rule>', 'on a tape: next-open or this-close', 'next-open')
    .option(
      '--seed <n>',
      "seed of the market, the strategy's chance and the venue's",
      counted(0, 2 ** 32 - 1),
      0,
    )
    .option('--stall <seconds>', 'time that a callback may take', seconds, 10)
    .option('--memory <mib>', 'memory that its objects may take, MiB', counted(64, 1_000_000), 2_048)
    .option('--no-clear', 'keep what is on the terminal when a change takes over')
    .option('--json', 'print one JSON object a line', false)
    .action(async (file, options) =>
      (await import('./commands/strategy/dev/dev-strategy.ts')).devStrategy(file, options),
    )
}

const NAME = "its name, the strategy's, or STRATEGY/DEPLOYMENT"

function declareDeployments(strategy: Command): void {
  remote(
    strategy
      .command('deploy')
      .description('build it on the server and run it on an account; again under the same name: an upgrade')
      .argument('<source>', 'a folder, a file, or the address of a git repository'),
  )
    .requiredOption('--account <name>', 'account that it trades on')
    .option('--name <name>', 'of the strategy: a-z, 0-9 and -; from the source without it')
    .option('--deployment <name>', 'of the deployment; that of the strategy without it')
    .option('--revision <revision>', 'of a git repository: a branch, tag or commit')
    .option('--param <name=value>', 'parameter of the strategy; may be repeated', collect, [])
    .option(
      '--instrument <id>',
      'that it may trade besides what it subscribes to; may be repeated',
      collect,
      [],
    )
    .option('--orders-per-minute <n>', 'orders and replacements that it may ask for', counted(1, 6_000))
    .option('--shared', 'in one process with other small strategies of the organization', false)
    .option('--seed <n>', 'seed of its chance', counted(0, 2 ** 32 - 1), 0)
    .option('--confirm <name>', 'on a LIVE account: the name of the deployment once more')
    .option('--wait [seconds]', 'until it runs; 60 seconds where none are given', (text) =>
      counted(1, 3_600)(text),
    )
    .action(async (source, { wait, ...options }) =>
      (await import('./commands/strategy/remote/deploy.ts')).deploy(source, {
        ...options,
        ...(wait !== undefined && { wait: wait === true ? 60 : wait }),
      }),
    )
  remote(
    strategy.command('list').description('strategies, their newest versions, and what runs of them'),
  ).action(async (options) => (await import('./commands/strategy/remote/list.ts')).listStrategies(options))
  remote(
    strategy.command('logs').description('what a deployment logged, oldest first').argument('<name>', NAME),
  )
    .option('--follow', 'go on with what it logs, until Ctrl-C', false)
    .option('--level <level>', 'the lowest that is shown: debug, info, warn or error', 'debug')
    .option('--since <time>', 'an instant, or how long ago: 90s, 15m, 2h, 1d')
    .option('--limit <n>', 'how many of the newest', counted(1, 100_000), 200)
    .action(async (name, options) => (await import('./commands/strategy/remote/logs.ts')).logs(name, options))
  declareSteering(strategy)
}

function declareSteering(strategy: Command): void {
  const does = {
    stop: 'end its run and withdraw its orders; what it holds stays',
    start: 'run it, after a stop, a pause or a quarantine',
    pause: 'keep its session, and let it take nothing in and order nothing',
  } as const
  for (const how of ['stop', 'start', 'pause'] as const) {
    remote(strategy.command(how).description(does[how]).argument('<name>', NAME))
      .option('--reason <text>', 'why; kept in the audit log', 'from the command line')
      .option('--confirm <name>', 'on a LIVE account: the name of the deployment once more')
      .action(async (name, options) =>
        (await import('./commands/strategy/remote/steer.ts')).steer(how, name, options),
      )
  }
  remote(
    strategy
      .command('rollback')
      .description('run the version before again, with the terms that it had')
      .argument('<name>', NAME),
  )
    .option('--to <n>', 'number of another version', counted(1, 1_000_000))
    .option('--confirm <name>', 'on a LIVE account: the name of the deployment once more')
    .action(async (name, options) =>
      (await import('./commands/strategy/remote/steer.ts')).rollBack(name, options),
    )
}
