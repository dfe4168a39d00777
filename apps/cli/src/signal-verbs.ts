/** The verbs of signals, offline and without a server. */

import { InvalidArgumentError, type Command } from 'commander'
import { counted, seconds, withFile } from './verb-options.ts'

export function declareSignal(root: Command): void {
  const signal = root.command('signal').description('sources of signals: models that strategies listen to')
  withFile(
    signal
      .command('train')
      .description('train a logistic model of a signal on recorded bars, and try it on those that came after')
      .argument('<file>', 'its TypeScript file'),
  )
    .requiredOption('--bars <file-or-instrument>', 'a file, an instrument of the store, or VENUE:SYMBOL=FILE')
    .requiredOption('--out <file>', 'where the model goes, as JSON')
    .option(
      '--timeframe <timeframe>',
      'of the bars, where the file does not show it or the store has several',
    )
    .option('--train <share>', 'share of the rows that are learned from; the rest is the test', share, 0.7)
    .option(
      '--gap <bars>',
      "bars left out before the test; the signal's horizon without it",
      counted(0, 1_000_000),
    )
    .option('--l2 <price>', 'price of large weights', price, 1)
    .option('--seed <n>', 'seed of what tells luck from knowledge', counted(0, 2 ** 32 - 1), 0)
    .option('--stall <seconds>', "time that the signal's code may take", seconds, 300)
    .option('--memory <mib>', 'memory that its objects may take, MiB', counted(64, 1_000_000), 2_048)
    .option('--json', 'print JSON', false)
    .action(async (file, options) => (await import('./commands/signal/train.ts')).train(file, options))
}

function share(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('must be above 0 and below 1')
  return value
}

function price(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 1e9)) throw new InvalidArgumentError('must be above 0 and at most 1e9')
  return value
}
