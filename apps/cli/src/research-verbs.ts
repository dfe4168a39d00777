/** The verbs of research, offline and without a server: market data, backtests, sweeps. */

import type { Command } from 'commander'
import { collect, counted, seconds, withFile } from './verb-options.ts'

/** What a run is played on. */
function withMarket(command: Command): Command {
  return withFile(command)
    .option(
      '--bars <file-or-instrument>',
      'a file, an instrument of the store, or VENUE:SYMBOL=FILE; may be repeated',
      collect,
      [],
    )
    .option(
      '--depth <file-or-instrument>',
      'an order book, which orders then meet level by level; may be repeated',
      collect,
      [],
    )
    .option(
      '--trades <file-or-instrument>',
      'recorded trades; beside an order book they fill what waits in it; may be repeated',
      collect,
      [],
    )
    .option(
      '--timeframe <timeframe>',
      'of the bars, where the file does not show it or the store has several',
    )
    .option('--instrument <id>', 'what to call the instrument of a file, VENUE:SYMBOL')
}

/** Options of everything that runs a strategy over recorded data. */
function withRun(command: Command): Command {
  return withMarket(command)
    .option('--param <name=value>', 'parameter of the strategy; may be repeated', collect, [])
    .option('--from <time>', 'first instant that is traded; bars before it warm the strategy up')
    .option('--to <time>', 'nothing is played from here on')
    .option('--cash <amount>', 'money at the start', '10000')
    .option('--currency <code>', 'of the instrument and the account, where the symbol does not say')
    .option('--commission <rate>', 'share of what is traded, such as 0.002')
    .option(
      '--fill <rule>',
      'what a market order on a closed bar meets: next-open or this-close',
      'next-open',
    )
    .option('--slippage <distance>', 'how much worse a taker trades: 2bp or 1tick')
    .option('--spread <distance>', 'between bid and ask: 2bp or 1tick')
    .option('--participation <share>', "share of a bar's volume that orders may take, above 0 to 1")
    .option(
      '--carry <file>',
      'dividends, funding and rollover: CSV of instrument,at,kind,amount; nothing is booked without it',
    )
    .option(
      '--prices <basis>',
      'raw: as traded, splits and dividends happen; split: in shares of the last bar, dividends happen; adjusted: total return',
      'raw',
    )
    .option(
      '--actions <file>',
      'splits and dividends of a file of bars, or VENUE:SYMBOL=FILE; those beside a series of the store without it; may be repeated',
      collect,
      [],
    )
    .option('--margin <rate>', 'trade on margin with this initial rate, such as 0.5; paid in full without it')
    .option('--tick <increment>', 'price increment; from the prices without it')
    .option('--lot <increment>', 'quantity increment; 1, or 0.00000001 for crypto')
    .option('--multiplier <value>', 'money a point of price is worth', '1')
    .option('--seed <n>', "seed of the strategy's chance and the venue's", counted(0, 2 ** 32 - 1), 0)
    .option(
      '--calendar <name>',
      'exchange calendar for timers at openings and closings; may be repeated',
      collect,
      [],
    )
    .option('--benchmark <what>', '"hold", a file or an instrument to compare with')
    .option('--periods-per-year <n>', 'for annual figures; 252, or 365 for crypto')
    .option('--risk-free <rate>', 'yearly, such as 0.02')
    .option('--stall <seconds>', 'processor time that a callback may take', seconds, 10)
    .option(
      '--memory <mib>',
      'memory that a worker may have beside the data, MiB',
      counted(64, 1_000_000),
      2_048,
    )
    .option('--json', 'print JSON', false)
}

export function declareResearch(root: Command): void {
  withRun(
    root
      .command('backtest')
      .description('run a strategy over history, offline, on the engine that trades')
      .argument('<strategy>', 'its TypeScript file'),
  )
    .option('--report <file>', 'write the report as one HTML file')
    .option('--out <folder>', 'write report.html, report.json, trades.csv, equity.csv and monthly.csv')
    .action(async (strategy, options) =>
      (await import('./commands/backtest/backtest.ts')).backtest(strategy, options),
    )
  declareOptimize(root)
  declareData(root)
}

function declareOptimize(root: Command): void {
  withRun(
    root
      .command('optimize')
      .description(
        'search the parameters of a strategy over all cores; a search that was killed goes on where it stood',
      )
      .argument('<strategy>', 'its TypeScript file'),
  )
    .requiredOption(
      '--grid <name=values>',
      'what to vary: fast=5:50:5 or fast=5,10,20; may be repeated',
      collect,
    )
    .option('--random <n>', 'try n points at random instead of all', counted(1, 1_000_000))
    .option('--bayes <n>', 'try n points, each batch where earlier ones were good', counted(1, 1_000_000))
    .option(
      '--batch <n>',
      'points of a Bayesian search that are run before it learns from them',
      counted(1, 10_000),
      16,
    )
    .option('--limit <n>', 'combinations that a grid may have', counted(1, 100_000_000), 1_000_000)
    .option('--metric <figure>', 'figure of the report that is sought', 'sharpe')
    .option(
      '--walk-forward <spans>',
      'choose and try on windows: train=365d,test=90d[,step=...][,purge=...][,embargo=...][,anchored]',
    )
    .option('--workers <n>', 'processes at most; all cores without it', counted(1, 1_024))
    .option('--top <n>', 'how many of the best to show', counted(1, 10_000), 10)
    .option('--no-keep', 'do not keep what was measured for a later start')
    .action(async (strategy, options) =>
      (await import('./commands/optimize/optimize.ts')).optimize(strategy, options),
    )
}

/** A verb about one series of the store. */
function ofSeries(command: Command): Command {
  return command
    .argument('<instrument>', 'VENUE:SYMBOL')
    .option('--timeframe <timeframe>', 'where it is kept in several')
    .option('--kind <kind>', 'BARS, BID_BARS, ASK_BARS, TRADES, QUOTES or DEPTH')
    .option('--json', 'print JSON', false)
}

function declareActions(data: Command): void {
  const actions = data
    .command('actions')
    .description('splits and dividends beside the series of an instrument')
  ofSeries(
    actions
      .command('import')
      .description(
        'import a list of them beside all series of the instrument, or those that the options leave',
      ),
  )
    .argument(
      '<file>',
      "CSV of ex_date,kind,value; Yahoo's events; a LEAN factor file; any table with --column",
    )
    .option(
      '--column <role=name>',
      'which column holds date, kind and value, or dividend, split, referencePrice; may be repeated',
      collect,
      [],
    )
    .option(
      '--mode <mode>',
      'append refuses to change what is kept, correct changes it, replace keeps nothing else',
      'append',
    )
    .action(async (instrument, file, options) =>
      (await import('./commands/data/actions.ts')).importActions(instrument, file, options),
    )
  ofSeries(actions.command('show').description('what is kept, in order of time')).action(
    async (instrument, options) =>
      (await import('./commands/data/actions.ts')).showActions(instrument, options),
  )
}

function declareFetch(data: Command): void {
  data
    .command('fetch')
    .description(
      "a venue's candles: the first time from a day that you say, then what follows the last that is kept",
    )
    .argument('<instrument>', 'VENUE:SYMBOL, such as COINBASE:BTC-USD')
    .requiredOption('--timeframe <timeframe>', 'that the venue has, such as 1h')
    .option('--from <time>', 'first bar of a series that is not kept yet (default: the newest few thousand)')
    .option(
      '--credential-file <file>',
      'where the venue tells nothing without one: a JSON object of its fields',
    )
    .option('--settings <file>', 'settings by venue id (default: QUARTERDECK_VENUES)')
    .option('--json', 'print JSON', false)
    .action(async (instrument, options) =>
      (await import('./commands/data/fetch-data.ts')).fetchData(instrument, options),
    )
}

function declareData(root: Command): void {
  const data = root.command('data').description('the market-data store in the data directory')
  declareFetch(data)
  withFile(
    data
      .command('import')
      .description('import a file, all or nothing')
      .argument('<file>', 'CSV, zip, gzip or Parquet'),
  )
    .requiredOption('--instrument <id>', 'VENUE:SYMBOL')
    .option('--timeframe <timeframe>', 'of its bars, such as 1d; from its first rows without it')
    .option('--kind <kind>', 'BARS, BID_BARS, ASK_BARS, TRADES, QUOTES or DEPTH', 'BARS')
    .option(
      '--mode <mode>',
      'append refuses to change history, correct changes it, replace keeps nothing else',
      'append',
    )
    .option('--json', 'print JSON', false)
    .action(async (file, options) =>
      (await import('./commands/data/import-data.ts')).importData(file, options),
    )
  data
    .command('list')
    .description('what is kept')
    .option('--json', 'print JSON', false)
    .action(async (options) => (await import('./commands/data/look-at-data.ts')).listData(options))
  ofSeries(
    data
      .command('show')
      .description('where a series comes from, how it covers its sessions, its first and last rows'),
  )
    .option('--calendar <name>', 'exchange calendar of its sessions, such as XNYS')
    .action(async (instrument, options) =>
      (await import('./commands/data/look-at-data.ts')).showData(instrument, options),
    )
  ofSeries(
    data.command('validate').description('look for gaps, outliers and contradictions; exit 1 where it fails'),
  )
    .option('--calendar <name>', 'exchange calendar of its sessions, such as XNYS')
    .action(async (instrument, options) =>
      (await import('./commands/data/look-at-data.ts')).validateData(instrument, options),
    )
  withFile(
    ofSeries(
      data
        .command('update')
        .description('add what a newer file has after the last row, and compare the rows before it'),
    ),
  )
    .requiredOption('--file <file>', 'where newer bars are')
    .option('--mode <mode>', 'append refuses to change history, correct changes it', 'append')
    .action(async (instrument, options) =>
      (await import('./commands/data/import-data.ts')).updateData(instrument, options),
    )
  declareActions(data)
  ofSeries(data.command('export').description('write a series to a file'))
    .requiredOption('--output <file>', 'ends with .csv or .parquet')
    .option('--from <time>', 'first row')
    .option('--to <time>', 'end, not included')
    .action(async (instrument, options) =>
      (await import('./commands/data/look-at-data.ts')).exportData(instrument, options),
    )
}
