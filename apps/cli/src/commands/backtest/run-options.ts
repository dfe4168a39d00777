/** Options of a run as the command line writes them: parameters, account, span, the models of the market, conventions of the report. */

import {
  DEFAULT_DEFINITIONS,
  type FillModels,
  type ReportDefinitions,
  type SpreadModel,
} from '@quarterdeck/simulation'
import { parseDecimal, type Instrument } from '@quarterdeck/sdk'
import { WrongUsage } from '../../exit.ts'
import { basisOf, type PriceOptions } from './prices.ts'

export interface RunOptions extends PriceOptions {
  readonly cash: string
  readonly commission?: string
  readonly fill: string
  readonly slippage?: string
  readonly spread?: string
  readonly participation?: string
  /** A file of dividends, funding and rollover. */
  readonly carry?: string
  readonly seed: number
  readonly from?: string
  readonly to?: string
  readonly periodsPerYear?: string
  readonly riskFree?: string
}

/** Refuses what is wrong by itself, before a file is read or a process started. */
export function checkOptions(options: RunOptions): void {
  accountOf(options, [])
  fillsOf(options)
  spanOf(options)
  definitionsOf(options, [])
  basisOf(options)
}

/** `k=v` of a repeated option, by name. */
export function pairsOf(option: string, texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {}
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at <= 0) throw new WrongUsage(`${option} must be NAME=VALUE (was "${text}")`)
    const name = text.slice(0, at)
    if (Object.hasOwn(pairs, name)) throw new WrongUsage(`${option} ${name} is given twice`)
    pairs[name] = text.slice(at + 1)
  }
  return pairs
}

/** Account of a run: money in the currency of its instruments. */
export function accountOf(
  { cash }: Pick<RunOptions, 'cash'>,
  instruments: readonly Instrument[],
): {
  readonly currency: string
  readonly cash: readonly { readonly currency: string; readonly amount: string }[]
} {
  const currencies = [...new Set(instruments.map((one) => one.currency))]
  const [currency = 'USD'] = currencies
  if (currencies.length > 1)
    throw new WrongUsage(
      `--bars: the instruments are in ${currencies.join(' and ')}; a backtest here has one currency: set it with --currency`,
    )
  return { currency, cash: [{ currency, amount: decimal('--cash', cash, { isPositive: true }) }] }
}

export function fillsOf(options: RunOptions): FillModels {
  const { commission, fill, slippage, spread, participation } = options
  const entry = fill.toUpperCase().replaceAll('-', '_')
  if (entry !== 'NEXT_OPEN' && entry !== 'THIS_CLOSE')
    throw new WrongUsage(`--fill must be next-open or this-close (was "${fill}")`)
  return {
    entry,
    ...(commission !== undefined && {
      commission: { kind: 'RATE' as const, rate: decimal('--commission', commission) },
    }),
    ...(slippage !== undefined && { slippage: distance('--slippage', slippage) }),
    ...(spread !== undefined && { spread: distance('--spread', spread) }),
    ...(participation !== undefined && {
      participation: decimal('--participation', participation, { isPositive: true }),
    }),
  }
}

/** `2bp` or `1tick`. */
function distance(option: string, text: string): SpreadModel {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(bp|ticks?)$/.exec(text) ?? []
  if (amount === undefined)
    throw new WrongUsage(`${option} must be basis points or ticks, as in 2bp or 1tick (was "${text}")`)
  return unit === 'bp'
    ? { kind: 'BASIS_POINTS', basisPoints: Number(amount) }
    : { kind: 'TICKS', ticks: Number(amount) }
}

function decimal(option: string, text: string, { isPositive = false } = {}): string {
  const parsed = parseDecimal(text, 18)
  if (!parsed.ok || Number(text) < 0 || (isPositive && Number(text) === 0))
    throw new WrongUsage(
      `${option} must be a decimal ${isPositive ? 'above zero' : 'from 0 up'} (was "${text}")`,
    )
  return text
}

/** Span of a run in microseconds; an end that is a date alone is that day's first instant. */
export function spanOf({ from, to }: Pick<RunOptions, 'from' | 'to'>): {
  readonly from?: number
  readonly to?: number
} {
  return {
    ...(from !== undefined && { from: instant('--from', from) }),
    ...(to !== undefined && { to: instant('--to', to) }),
  }
}

function instant(option: string, text: string): number {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const isInstant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)
  const at = isDate || isInstant ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new WrongUsage(
      `${option} must be a date such as 2024-01-31, or an instant such as 2024-01-31T14:30:00Z (was "${text}")`,
    )
  return at * 1_000
}

/** Conventions of the report: a year of 365 days where everything trades round the clock. */
export function definitionsOf(options: RunOptions, instruments: readonly Instrument[]): ReportDefinitions {
  const isRoundTheClock = instruments.every(({ assetClass }) => assetClass === 'CRYPTO')
  return {
    ...DEFAULT_DEFINITIONS,
    periodsPerYear:
      options.periodsPerYear === undefined
        ? isRoundTheClock
          ? 365
          : DEFAULT_DEFINITIONS.periodsPerYear
        : numeric('--periods-per-year', options.periodsPerYear, 1),
    riskFreeAnnual: options.riskFree === undefined ? 0 : numeric('--risk-free', options.riskFree, -1),
  }
}

function numeric(option: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < least)
    throw new WrongUsage(`${option} must be a number from ${least} up (was "${text}")`)
  return value
}
