/** Reads what an operator sets of venues: a JSON file of settings by venue id, each held to the form of the venue's own. */
import { readFileSync } from 'node:fs'

/** A setting that cannot be used: where it stands, what is wrong and what is allowed. */
export class VenueSettingsFault extends Error {
  override readonly name = 'VenueSettingsFault'
}

const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  http: ['http:', 'https:'],
  ws: ['ws:', 'wss:'],
}

/** The file's settings by venue id; unset: none. Throws a VenueSettingsFault. */
export function readVenueSettings(path: string | null): Readonly<Record<string, unknown>> {
  if (path === null) return {}
  return objectAt(parsed(path), path)
}

/** What is wrong with a value; null: nothing. */
export type SettingCheck = (value: unknown) => string | null

/** A venue's own settings with the operator's over them: each of the form of its own, or as its check says. */
export function settingsWith<Settings extends object>(
  own: Settings,
  overrides: unknown,
  place: string,
  checks: Partial<Readonly<Record<keyof Settings & string, SettingCheck>>> = {},
): Settings {
  if (overrides === undefined) return own
  const set = objectAt(overrides, place)
  const allowed: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(own))
  for (const [name, value] of Object.entries(set)) {
    if (!(name in allowed))
      throw new VenueSettingsFault(
        `${place}.${name} is unknown; allowed are ${Object.keys(allowed).join(', ')}`,
      )
    const check: SettingCheck | undefined = Object.entries<SettingCheck | undefined>(checks).find(
      ([of]) => of === name,
    )?.[1]
    const fault = check === undefined ? valueFault(name, value, allowed[name]) : check(value)
    if (fault !== null) throw new VenueSettingsFault(`${place}.${name} ${fault}`)
  }
  return { ...own, ...set }
}

/** Whether an address is the operator's and not the venue's own. */
export function standsElsewhere<Settings extends object>(own: Settings, settings: Settings): boolean {
  const addressesOf = (from: Settings): string =>
    JSON.stringify(Object.entries(from).filter(([name]) => name.endsWith('Url')))
  return addressesOf(own) !== addressesOf(settings)
}

export function checkVenueId(venueId: string, known: readonly string[]): void {
  if (!known.includes(venueId))
    throw new VenueSettingsFault(`${venueId} is no venue of this release; allowed are ${known.join(', ')}`)
}

export function oneOf(...words: readonly string[]): SettingCheck {
  return (value) => (words.some((word) => word === value) ? null : `must be one of ${words.join(', ')}`)
}

export const textOrNull: SettingCheck = (value) =>
  value === null || typeof value === 'string' ? null : 'must be a text or null'

function valueFault(name: string, value: unknown, own: unknown): string | null {
  if (Array.isArray(own)) {
    const isTexts = Array.isArray(value) && value.every((one) => typeof one === 'string')
    return isTexts ? null : 'must be a list of texts'
  }
  if (typeof value !== typeof own) return `must be a ${typeof own}`
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) return 'must be a number from 0'
  return name.endsWith('Url') && typeof value === 'string' ? addressFault(value, String(own)) : null
}

/** An address of a stream stays one of a stream. */
function addressFault(value: string, own: string): string | null {
  const schemes = SCHEMES[own.startsWith('ws') ? 'ws' : 'http']!
  const url = URL.parse(value)
  const names = schemes.map((scheme) => `${scheme}//`).join(' or ')
  if (url === null || !schemes.includes(url.protocol)) return `must be an address that begins with ${names}`
  if (url.username !== '' || url.password !== '') return 'must hold no user and no password'
  return value.endsWith('/') ? 'must not end with a slash' : null
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new VenueSettingsFault(`${path} cannot be read as JSON: ${(error as Error).message}`)
  }
}

function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new VenueSettingsFault(`${place} must be a JSON object`)
  return value as Readonly<Record<string, unknown>>
}
