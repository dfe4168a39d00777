/** Runs begin at the sessions of exchanges, once each, and not long after. */
import { expect, it } from 'vitest'
import { newestEdge } from './start-runs.ts'

const at = (text: string) => Date.parse(text) * 1_000
const close = { calendar: 'XNYS', at: 'CLOSE', offsetMinutes: 15 } as const

it.each([
  ['a quarter of an hour after the close', '2026-11-20T21:15:30Z', '2026-11-20T21:15:00Z'],
  ['an early close', '2026-11-27T18:15:30Z', '2026-11-27T18:15:00Z'],
  ['too early', '2026-11-20T21:14:59Z', null],
  ['too late', '2026-11-20T21:26:00Z', null],
  ['a weekend', '2026-11-21T21:15:30Z', null],
])('knows %s', (_what, now, due) => {
  expect(newestEdge(close, at(now))).toBe(due === null ? null : at(due))
})
