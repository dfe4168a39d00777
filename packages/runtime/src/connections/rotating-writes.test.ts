import { notSent, reason, rejected, unknown, type PlaceOutcome, type VenueWrites } from '@quarterdeck/venues'
import { expect, it } from 'vitest'
import { RotatingWrites } from './rotating-writes.ts'
import { redactionOf } from './vault/redaction.ts'

const SECRET = 'a-secret-of-many-letters'
const SAID = `you sent ${SECRET}`
const EVIDENCE = { what: 'VENUE_FAULT', message: SAID, status: 500, bodyStart: SAID, sentAtMs: 1 } as const

it.each<PlaceOutcome>([
  rejected(reason('FORBIDDEN', SAID, SECRET)),
  notSent(reason('UNAUTHORIZED', SAID)),
  unknown(EVIDENCE),
])('takes the credential out of what a venue says of a write: $kind', async (outcome) => {
  const redact = redactionOf({ secret: SECRET }, new Set(['secret']))
  // Of the venue's writing half only this is asked.
  const venue = { venueId: 'COINBASE', place: () => Promise.resolve(outcome) } as unknown as VenueWrites
  const writes = new RotatingWrites(venue, () => redact)
  // What is ordered matters to nobody here.
  const answer = await writes.place({} as Parameters<VenueWrites['place']>[0])
  expect(answer).toEqual(JSON.parse(JSON.stringify(outcome).replaceAll(SECRET, '[credential]')))
  expect(JSON.stringify(answer)).toContain('[credential]')
})
