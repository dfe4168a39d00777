/** Where the conformance suite is to run: the venue's sandbox, unless the operator's settings or options say otherwise. */

import {
  readVenueSettings,
  type ReachableVenue,
  venueCatalogue,
  VenueSettingsFault,
} from '@quarterdeck/runtime'
import { WrongUsage } from '../../../exit.ts'

export interface TargetOptions {
  /** `NAME=URL`, each an address among the venue's settings. */
  readonly baseUrl: readonly string[]
  /** Settings by venue id, as QUARTERDECK_VENUES names them; absent: that variable. */
  readonly settings?: string
  readonly realOrders: boolean
}

export interface Target {
  readonly venueId: string
  readonly venue: ReachableVenue
}

/** Throws WrongUsage with what is allowed. */
export function targetOf(name: string, options: TargetOptions): Target {
  const venueId = name.toUpperCase()
  const own = venueCatalogue().get(venueId)
  if (own === undefined)
    throw new WrongUsage(`There is no venue ${name}; there are ${[...venueCatalogue().keys()].join(', ')}`)
  try {
    const file = readVenueSettings(options.settings ?? process.env['QUARTERDECK_VENUES'] ?? null)
    const venue = venueCatalogue({
      [venueId]: { ...sandboxOf(own, options), ...settingsAt(file, venueId), ...addresses(options.baseUrl) },
    }).get(venueId)
    return { venueId, venue: venue ?? own }
  } catch (error) {
    if (error instanceof VenueSettingsFault) throw new WrongUsage(error.message)
    throw error
  }
}

/** Real orders go where production is; where the account decides, the settings are the same. */
function sandboxOf({ sandbox }: ReachableVenue, { realOrders }: TargetOptions): object {
  return realOrders && !sandbox.accountTellsPaper ? {} : (sandbox.settings ?? {})
}

function settingsAt(file: Readonly<Record<string, unknown>>, venueId: string): object {
  const settings = file[venueId] ?? {}
  if (typeof settings === 'object' && !Array.isArray(settings)) return settings
  throw new WrongUsage(`${venueId} must be a JSON object of settings`)
}

function addresses(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=')
      if (at < 1 || !text.slice(0, at).endsWith('Url'))
        throw new WrongUsage(
          `--base-url must be NAME=URL, such as restBaseUrl=http://127.0.0.1:8080, not ${text}`,
        )
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
