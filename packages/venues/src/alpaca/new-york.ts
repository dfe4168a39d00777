/** Instants of New York's clock, which the markets of shares and options live by. */

import { instantMicros, instantText } from '../wire/instant.ts'

const OFFSET = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', timeZoneName: 'longOffset' })

/** When the regular session of a day such as `2026-12-18` ends, half holidays aside: 16:00, in UTC. Null: it is no day. */
export function sessionClose(day: string): string | null {
  const noon = new Date(`${day}T12:00:00Z`)
  if (Number.isNaN(noon.getTime())) return null
  const offset = OFFSET.formatToParts(noon)
    .find(({ type }) => type === 'timeZoneName')
    ?.value.slice(3)
  const at = instantMicros(`${day}T16:00:00${offset ?? ''}`)
  return at === null ? null : instantText(at)
}
