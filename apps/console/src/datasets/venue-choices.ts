/** A dataset that begins with a venue's candles: the form, what still stands in its way, and the input that the API takes. */
import type { BeginDatasetInput } from '../generated/graphql.ts'

export interface VenueForm {
  /** As the API names sources: `connection:` and a name, or `venue:` and a code. */
  readonly source: string
  readonly instrumentId: string
  readonly timeframe: string
  /** A day, `YYYY-MM-DD`; empty: the newest few thousand bars. */
  readonly from: string
}

/** Lengths that some venue has; the API says which of them the chosen one has. */
export const candleTimeframes = ['1m', '5m', '15m', '30m', '1h', '2h', '6h', '1d'] as const

export const emptyVenueForm: VenueForm = { source: '', instrumentId: '', timeframe: '1h', from: '' }

/** Returns the sources that tell candles: files are imported. */
export function candleSources(sources: readonly string[]): readonly string[] {
  return sources.filter((name) => name.startsWith('connection:') || name.startsWith('venue:'))
}

/** Returns a source in words. */
export function sourceTitle(source: string): string {
  const name = source.slice(source.indexOf(':') + 1)
  if (source.startsWith('connection:')) return `Connection ${name}`
  return source.startsWith('venue:') ? `${name}, without a credential` : source
}

/** Returns what still stands in the way, or null. */
export function missingOf({ source, instrumentId }: VenueForm): string | null {
  if (source === '') return 'Choose who is asked.'
  return instrumentId.trim() === '' ? 'Name the instrument.' : null
}

export function toBegin(
  organizationId: string,
  { source, instrumentId, timeframe, from }: VenueForm,
): BeginDatasetInput {
  return {
    organizationId,
    source,
    instrumentId: instrumentId.trim(),
    timeframe,
    ...(from === '' ? {} : { from: `${from}T00:00:00.000Z` }),
  }
}
