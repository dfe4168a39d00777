/**
 * `quarterdeck data fetch`: a venue's candles into the store. The first time from where one wants, and then what follows the last
 * bar that is kept.
 */

import { checkSeriesKey, type Timeframe, updateSeries } from '@quarterdeck/market-data'
import {
  candleProvider,
  readVenueSettings,
  RequestFault,
  type ReachableVenue,
  venueCatalogue,
  VenueSettingsFault,
} from '@quarterdeck/runtime'
import { awake, type ReachedVenue, reachVenue } from '../../connection/reach-venue.ts'
import { Refused, WrongUsage } from '../../exit.ts'
import { progress } from '../../output/progress.ts'
import { printResult } from '../../output/table.ts'
import { readCredentialFile } from '../venue/find.ts'
import { changesInWords } from './import-data.ts'
import { withStore } from './open-store.ts'

export interface FetchOptions {
  readonly timeframe: string
  /** ISO 8601; absent: the newest few thousand bars. */
  readonly from?: string
  readonly credentialFile?: string
  readonly settings?: string
  readonly json: boolean
}

export async function fetchData(instrument: string, options: FetchOptions): Promise<void> {
  const key = { instrument, kind: 'BARS', timeframe: options.timeframe as Timeframe } as const
  const from = instantOf(options.from)
  const venue = venueOf(instrument, options.settings)
  const { openReader, redact } = reached(venue, options.credentialFile)
  const { name, venueId } = venue.capabilities
  await withStore(
    async (store) => {
      checkSeriesKey(key)
      const reads = openReader(() => undefined)
      const bar = progress('candles')
      const source = { name, venueId, reads, now: () => Date.now() * 1_000 }
      const report = await awake(() =>
        updateSeries(store, candleProvider(source), {
          key,
          options: {
            ...(from === null ? {} : { from }),
            onProgress: (share) => bar.to(Math.round(share * 1_000), 1_000),
          },
        }),
      )
        .catch((error: unknown) => {
          throw error instanceof RequestFault ? new Refused(redact(error.message)) : error
        })
        .finally(async () => {
          bar.end()
          await reads.close()
        })
      printResult({ key, ...report }, changesInWords(key, report, report.notes), options)
    },
    { makes: true },
  )
}

function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new WrongUsage(`--from must be a date or an instant in ISO 8601, not ${text}`)
  return at * 1_000
}

function venueOf(instrument: string, settings: string | undefined): ReachableVenue {
  const [venueId = ''] = instrument.split(':')
  try {
    const catalogue = venueCatalogue(readVenueSettings(settings ?? process.env['QUARTERDECK_VENUES'] ?? null))
    const venue = catalogue.get(venueId)
    if (venue !== undefined) return venue
    throw new WrongUsage(`${instrument} is of no venue; there are ${[...catalogue.keys()].join(', ')}`)
  } catch (error) {
    if (error instanceof VenueSettingsFault) throw new WrongUsage(error.message)
    throw error
  }
}

function reached(venue: ReachableVenue, file: string | undefined): ReachedVenue {
  if (file !== undefined)
    return reachVenue(
      venue,
      Object.fromEntries(readCredentialFile(file).map(({ name, value }) => [name, value])),
    )
  const { marketDataWithoutCredential, name } = venue.capabilities
  if (marketDataWithoutCredential) return reachVenue(venue, null)
  throw new WrongUsage(`${name} tells nothing without a credential: name its file with --credential-file`)
}
