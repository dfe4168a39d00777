/**
 * One venue of the catalogue, whatever its adapter is like inside: what it can do, which credential it takes, and how its two
 * halves are opened.
 */
import type {
  AdapterEnvironment,
  BudgetGate,
  Capabilities,
  Timekeeper,
  VenueReads,
  VenueSandbox,
  VenueWrites,
} from '@quarterdeck/venues'
import type { CredentialField } from './connections.ts'
import type { Credential } from './vault/vault.ts'
import { type SettingCheck, settingsWith, standsElsewhere } from './venue-settings.ts'

/**
 * How a venue tells what is held: as positions by instrument; or, as with spot, as balances of the currency that an instrument
 * trades, and as positions only what has no balance of its own.
 */
export type Holdings = 'POSITIONS' | 'BALANCES_OF_BASE'

/** A venue by one credential, or by none: nothing was sent yet. The credential stays inside. */
export interface VenueAccess {
  openReader(environment: AdapterEnvironment): VenueReads
  /** Both halves, over one session: some venues have no more for a user. For connections to TRADE alone. */
  openBoth(environment: AdapterEnvironment): { readonly reads: VenueReads; readonly writes: VenueWrites }
}

export type AccessReading =
  | { readonly ok: true; readonly access: VenueAccess }
  /** Names the fault and what is allowed; never holds a part of the secret. */
  | { readonly ok: false; readonly message: string }

export interface ReachableVenue {
  readonly capabilities: Capabilities
  readonly credentialFields: readonly CredentialField[]
  /** The field by which the venue names the credential: it is no secret. */
  readonly namedBy: string
  /** Whether everybody who asks is one user to it, whatever credential he has: a gateway in which a person has logged in. */
  readonly isOneUser: boolean
  readonly holdings: Holdings
  /** Whether the operator has set where it is. */
  readonly rehearsal: boolean
  /** The adapter's settings, the operator's among them. */
  readonly settings: object
  /** Where it lets orders be tried with play money. */
  readonly sandbox: VenueSandbox
  /** What the venue counts by address, whoever asks; null: it counts nothing so. */
  readonly addressBudget: ((time: Timekeeper) => BudgetGate) | null
  /** What it counts by credential, beside what it counts by address. */
  budget(time: Timekeeper, address: BudgetGate | null): BudgetGate
  /** Null: without a credential. */
  access(credential: Credential | null): AccessReading
}

/** What the operator sets over a venue's own settings, and where that stands. Throws a VenueSettingsFault. */
export type OpenVenue = (overrides: unknown, place: string) => ReachableVenue

/** What an adapter brings; its settings and credential are of its own types. */
interface AdapterParts<Settings extends object, Own> extends Omit<ReachableVenue, 'access' | 'budget'> {
  readonly settings: Settings
  readonly budget: (time: Timekeeper, address: BudgetGate | null, settings: Settings) => BudgetGate
  readonly readCredential: (
    credential: Credential,
  ) => { readonly ok: true; readonly credential: Own } | { readonly ok: false; readonly message: string }
  readonly openReader: (environment: AdapterEnvironment & Sources<Settings, Own>) => VenueReads
  readonly openBoth: (environment: AdapterEnvironment & Sources<Settings, Own>) => {
    readonly reads: VenueReads
    readonly writes: VenueWrites
  }
}

interface Sources<Settings, Own> {
  readonly settings: Settings
  readonly credential: Own | null
}

/**
 * A venue that is at an address of its own unless the operator says otherwise, and takes one kind of credential. `checks`: what
 * settings may be whose own value does not show it.
 */
export function atItsAddress<Settings extends object, Own>(
  own: Settings,
  parts: Omit<AdapterParts<Settings, Own>, 'settings' | 'rehearsal' | 'isOneUser'>,
  checks: Partial<Readonly<Record<keyof Settings & string, SettingCheck>>> = {},
): OpenVenue {
  return (overrides, place) => {
    const settings = settingsWith(own, overrides, place, checks)
    return reachable({ ...parts, settings, isOneUser: false, rehearsal: standsElsewhere(own, settings) })
  }
}

export function reachable<Settings extends object, Own>({
  settings,
  readCredential,
  openReader,
  openBoth,
  budget,
  ...facts
}: AdapterParts<Settings, Own>): ReachableVenue {
  const accessOf = (credential: Own | null): VenueAccess => ({
    openReader: (environment) => openReader({ ...environment, settings, credential }),
    openBoth: (environment) => openBoth({ ...environment, settings, credential }),
  })
  return {
    ...facts,
    settings,
    budget: (time, address) => budget(time, address, settings),
    access(credential) {
      if (credential === null) return { ok: true, access: accessOf(null) }
      const reading = readCredential(credential)
      return reading.ok ? { ok: true, access: accessOf(reading.credential) } : reading
    },
  }
}
