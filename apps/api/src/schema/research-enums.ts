/** The closed word lists of datasets and backtests, each word with its meaning. */
import { enumOf } from './enums.ts'

export const SeriesKindEnum = enumOf('SeriesKind', 'What a dataset records of its instrument.', {
  BARS: 'Open, high, low, close and volume of what traded.',
  BID_BARS: 'Bars of the best bid.',
  ASK_BARS: 'Bars of the best ask.',
  TRADES: 'Single trades.',
  QUOTES: 'Best bid and ask, whenever they changed.',
  DEPTH: 'The order book: snapshots of its levels, and their changes.',
})

export const DataVerdict = enumOf('DataVerdict', 'What validation says of data.', {
  PASS: 'Nothing found.',
  WARN: 'Look at it.',
  FAIL: 'Do not trade on it.',
})

export const ImportMode = enumOf('ImportMode', 'What an import does to rows that are kept already.', {
  APPEND: 'Adds rows, and refuses to change one.',
  CORRECT: 'Adds rows, and lets the new ones win.',
  REPLACE: 'Makes the rows of the file the whole dataset.',
})

export const ImportDialect = enumOf('ImportDialect', 'Whose form a file has.', {
  YAHOO: 'Yahoo Finance.',
  STOOQ: 'Stooq.',
  BINANCE_KLINES: 'Binance klines.',
  BINANCE_TRADES: 'Binance trades.',
  BINANCE_STREAM: "Binance's websocket, recorded as it came.",
  KAGGLE: 'As data sets are commonly shared.',
  LEAN: 'LEAN.',
  BACKTRADER: 'backtrader.',
  METATRADER: 'MetaTrader.',
  GENERIC: 'Named columns of any other origin.',
  PARQUET: 'Parquet.',
})

export const DateOrder = enumOf('DateOrder', 'How a date such as 03/04/2026 is read.', {
  YMD: 'Year, month, day.',
  DMY: 'Day, month, year.',
  MDY: 'Month, day, year.',
})

export const RepeatedHour = enumOf('RepeatedHour', 'Which of the two hours a clock that is set back means.', {
  EARLIER: 'The first.',
  LATER: 'The second.',
})

export const BarLabel = enumOf('BarLabel', 'What the time of a bar names.', {
  OPEN: 'Its opening.',
  CLOSE: 'Its end.',
})

export const DisorderRule = enumOf('DisorderRule', 'What is done about rows out of order.', {
  REFUSE: 'The file is refused.',
  SORT: 'They are sorted.',
})

export const DuplicateRule = enumOf('DuplicateRule', 'What is done about bars of one time.', {
  REFUSE: 'The file is refused.',
  FIRST: 'The first is kept.',
  LAST: 'The last is kept.',
})

export const ImpossibleRule = enumOf('ImpossibleRule', 'What is done about bars that cannot be.', {
  REFUSE: 'The file is refused.',
  DROP: 'They are left out.',
  KEEP: 'They are kept as they are.',
})

export const JobKind = enumOf('JobKind', 'What a job does.', {
  IMPORT: 'Imports a file into a dataset.',
  UPDATE: 'Brings a dataset up to date.',
})

export const JobStatus = enumOf('JobStatus', 'Where a job is in its life.', {
  QUEUED: 'Waits for its turn, or to be tried again.',
  RUNNING: 'Runs.',
  COMPLETED: 'Done. Final.',
  FAILED: 'Given up; the failure says why. Final.',
})

export const BacktestKind = enumOf('BacktestKind', 'One run or many.', {
  SINGLE: 'One run of one parameter set.',
  SWEEP: 'A run of each of many parameter sets.',
  WALK_FORWARD: 'A sweep in each of many windows, and a test of what it chose on the stretch that follows.',
})

export const WalkForwardKind = enumOf('WalkForwardKind', 'What the windows of a walk-forward train on.', {
  ROLLING: 'The stretch before the test, always of the same length.',
  ANCHORED: 'Everything from the start of the data on.',
})

export const BacktestStatus = enumOf('BacktestStatus', 'Where a backtest is in its life.', {
  QUEUED: 'Waits for its turn, or to be tried again.',
  RUNNING: 'Runs.',
  COMPLETED: 'Done. Final.',
  CANCELLED: 'Ended by somebody. Final.',
  FAILED: 'Ended by a fault; the failure says which. Final.',
})

export const TrialStatus = enumOf('TrialStatus', 'How a trial of a sweep ended.', {
  COMPLETED: 'It has figures.',
  FAILED: 'The strategy failed on these parameters.',
})

export const SweepMethod = enumOf('SweepMethod', 'How a sweep chooses its parameter sets.', {
  GRID: 'Every combination.',
  RANDOM: 'Combinations drawn by the seed.',
  LATIN_HYPERCUBE: 'Drawn by the seed so that each parameter is spread evenly over its values.',
  BAYESIAN: 'Ten spread evenly, then batches of ten where earlier ones were good.',
})

export const PriceBasis = enumOf('PriceBasis', 'Prices that orders of a backtest trade on.', {
  RAW: 'As they were traded; splits and dividends of the dataset happen to the account on their ex-dates.',
  SPLIT: 'In shares of the last bar; dividends happen, counted in those shares.',
  ADJUSTED: 'A total-return series: splits and dividends are in the prices, and nothing happens.',
})

export const CarryKind = enumOf('CarryKind', 'What holding a position brings or costs beside trading.', {
  DIVIDEND: 'Money for each unit, to longs from shorts.',
  FUNDING: "A share of the position's value that longs pay and shorts get; of perpetuals.",
  ROLLOVER: "A share of the position's value that longs pay and shorts get; interest over night.",
})

export const CorporateActionKind = enumOf('CorporateActionKind', 'What a company did to its shares.', {
  SPLIT: 'More shares, or fewer, for the same company.',
  CASH_DIVIDEND: 'Money for each share.',
})

export const EntryRule = enumOf('EntryRule', 'What an order meets that was decided on a closed bar.', {
  NEXT_OPEN: 'The next bar, from its open on.',
  THIS_CLOSE: 'The close that was seen.',
})

export const CommissionKind = enumOf('CommissionKind', 'What trading costs.', {
  INSTRUMENT: "The instrument's own fees.",
  NONE: 'Nothing.',
  RATE: 'A share of what was traded.',
  PER_UNIT: 'An amount for each unit of quantity.',
  PER_ORDER: 'The same for every order that trades.',
})

export const FigureUnitEnum = enumOf('FigureUnit', 'What a figure counts.', {
  FRACTION: 'A share: 0.1 is ten per cent.',
  RATIO: 'A number without a unit.',
  MONEY: 'Money, in the currency of the backtest.',
  COUNT: 'How many.',
  DAYS: 'Days.',
})

export const FigureGroupEnum = enumOf('FigureGroup', 'What a figure is about.', {
  RETURN: 'What was earned.',
  RISK: 'What was risked.',
  DRAWDOWN: 'How far and how long it was behind.',
  TRADES: 'How trades went.',
  ACTIVITY: 'How much was traded and held.',
  BENCHMARK: 'How it stands against a benchmark.',
})

export const ParameterKind = enumOf('ParameterKind', 'What values a parameter takes.', {
  INT: 'A whole number.',
  NUMBER: 'A number.',
  DECIMAL: 'An exact decimal number.',
  BOOLEAN: 'true or false.',
  ENUM: 'One of some words.',
  STRING: 'A text.',
  INSTRUMENT: 'An instrument, as VENUE:SYMBOL.',
  TIMEFRAME: 'A length of bars, such as 1m.',
  DURATION: 'A span of time, such as 5m.',
})
