/** Validates what the store keeps of a series, and records the verdict beside it. */
import type { BarKind, SeriesKey } from '../series/series-key.ts'
import type { MarketStore } from '../store/market-store.ts'
import { validateBars, type ValidateOptions, type ValidationReport } from './validate.ts'

/**
 * Validates a whole series of bars. The verdict stands in the catalogue until the content changes; a change while it was being
 * validated leaves it unrecorded.
 */
export async function validateSeries(
  store: MarketStore,
  key: SeriesKey & { readonly kind: BarKind },
  options: Omit<ValidateOptions, 'timeframe'> = {},
): Promise<ValidationReport> {
  const before = store.describe(key)
  const report = validateBars(await store.read(key), { ...options, timeframe: key.timeframe })
  if (before !== undefined) await store.recordVerdict(key, before.contentSha256, report.verdict)
  return report
}
