/** Reaches a venue from this process, without a server: by its own adapter, under its limits, and with a credential that is never said. */

import { redactionOf, type ReachableVenue } from '@quarterdeck/runtime'
import { type AdapterEnvironment, MACHINE_TIME } from '@quarterdeck/venues'
import { WrongUsage } from '../exit.ts'

export type CredentialTexts = Readonly<Record<string, string>>

export interface ReachedVenue {
  readonly openReader: (alert: AdapterEnvironment['alert']) => ReturnType<Access['openReader']>
  readonly openBoth: (alert: AdapterEnvironment['alert']) => ReturnType<Access['openBoth']>
  /** Takes the credential out of what the venue said. */
  readonly redact: (text: string) => string
}

type Access = Extract<ReturnType<ReachableVenue['access']>, { ok: true }>['access']

const AWAKE_MS = 60_000

/** Throws WrongUsage where the credential cannot be used. Null: without one. */
export function reachVenue(venue: ReachableVenue, credential: CredentialTexts | null): ReachedVenue {
  const reading = venue.access(credential)
  if (!reading.ok) throw new WrongUsage(`The credential cannot be used: ${reading.message}`)
  const { access } = reading
  const budget = venue.budget(MACHINE_TIME, venue.addressBudget?.(MACHINE_TIME) ?? null)
  const environment = { time: MACHINE_TIME, budget, tenant: 'command line' }
  const secrets = venue.credentialFields.filter(({ secret }) => secret).map(({ name }) => name)
  return {
    openReader: (alert) => access.openReader({ ...environment, alert }),
    openBoth: (alert) => access.openBoth({ ...environment, alert }),
    redact: redactionOf(credential ?? {}, new Set(secrets)),
  }
}

/** Keeps the process alive meanwhile: the timers of adapters do not. */
export async function awake<Result>(work: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => undefined, AWAKE_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
