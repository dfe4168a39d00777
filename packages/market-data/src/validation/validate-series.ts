/** Validates what the store keeps of a series, and records the verdict beside it. */
import type { DepthColumns, QuoteColumns, TradeColumns } from '../columns/tick-columns.ts'
import type { SeriesKey, SeriesKind } from '../series/series-key.ts'
import type { MarketStore } from '../store/market-store.ts'
import { validateDepth } from './validate-depth.ts'
import { validateBars, type ValidateOptions, type ValidationReport } from './validate.ts'
import { validateQuotes, validateTrades } from './validate-ticks.ts'

/**
 * Validates a whole series. The verdict stands in the catalogue until the content changes; a change while it was being validated
 * leaves it unrecorded.
 */
export async function validateSeries(
  store: MarketStore,
  key: SeriesKey,
  options: Omit<ValidateOptions, 'timeframe' | 'actions'> = {},
): Promise<ValidationReport> {
  const before = store.describe(key)
  const report = await validated(store, key, options)
  if (before !== undefined) await store.recordVerdict(key, before.contentSha256, report.verdict)
  return report
}

async function validated(
  store: MarketStore,
  key: SeriesKey,
  options: Omit<ValidateOptions, 'timeframe' | 'actions'>,
): Promise<ValidationReport> {
  const read = <K extends SeriesKind>(kind: K) => store.read({ ...key, kind })
  if (key.kind === 'TRADES') return validateTrades((await read(key.kind)) satisfies TradeColumns, options)
  if (key.kind === 'DEPTH') return validateDepth((await read(key.kind)) satisfies DepthColumns, options)
  if (key.kind === 'QUOTES') return validateQuotes((await read(key.kind)) satisfies QuoteColumns, options)
  return validateBars(await read(key.kind), {
    ...options,
    timeframe: key.timeframe,
    actions: store.actionsOf(key),
  })
}
