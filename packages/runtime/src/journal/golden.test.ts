/** Journals that earlier versions wrote are read for ever: each shape has one here, byte for byte as it was written. */
import { readFileSync } from 'node:fs'
import { evolve, initialBook, restore, snapshot } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import { decodeEvent } from './payload.ts'

const lines = (name: string) =>
  readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

describe('a journal of version 1', () => {
  // Two orders sell what a third bought, and one of them more than is held: each set its own share aside then.
  const events = lines('version-1.jsonl').map((line) => decodeEvent(line))

  it('replays, though what its orders set aside is reckoned together now', () => {
    const book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
    for (const event of events) evolve(book, event)
    const [buy, sell, short] = [...book.orders.values()]
    expect([buy?.status, sell?.status, short?.status]).toEqual([
      'PARTIALLY_FILLED',
      'PARTIALLY_FILLED',
      'CANCELED',
    ])
    expect(book.positions[0]).toMatchObject({ lots: 200, workingBuyLots: 800, workingSellLots: 100 })
    // 800 lots of the buy are still open; the rest of the sell closes what is held.
    expect([buy?.reserved, sell?.reserved]).toEqual([80_160_000_000_000_000_000n, 0n])
    expect(snapshot(restore(snapshot(book)))).toBe(snapshot(book))
  })

  it('gives the checks of its decisions back whole', () => {
    const decisions = events.flatMap((event) => ('decision' in event ? [event.decision] : []))
    expect(decisions).toHaveLength(4)
    for (const { checks } of decisions) {
      expect(checks[0]).toEqual({
        name: 'tradingMode',
        scope: 'SYSTEM',
        targetId: null,
        policyVersion: null,
        verdict: 'PASSED',
        observed: null,
        limit: null,
        headroom: null,
        message: 'the account trades PAPER, as requested',
      })
    }
  })
})
