/** A strategy chooses the words of its faults: none of them keeps its quarantine from being recorded. */
import { decide, emptyMarket, initialBook } from '@quarterdeck/engine'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainReason } from './plain-reason.ts'

const SYSTEM = { kind: 'SYSTEM', id: 'strategies', name: 'Strategy supervisor', userId: null } as const

const BOOK = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
const MARKET = emptyMarket()

/** What the book says of a reason; the same rule holds it for a kill switch and for a quarantine. */
function refusalOf(reason: string): string | null {
  const outcome = decide(
    BOOK,
    MARKET,
    {
      type: 'EngageKillSwitch',
      scope: 'ORGANIZATION',
      targetId: null,
      reason,
      cancelOpenOrders: false,
      allowReduceOnly: false,
      at: 1,
      commandId: '1-1',
      actor: SYSTEM,
    },
    { embedded: true },
  )
  return outcome.kind === 'REFUSED' ? outcome.message : null
}

it('is a reason that the book takes, whatever the strategy said', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.constant('\u001b[31m red\u2028\ud800'),
  )
  fc.assert(fc.property(words, (text) => refusalOf(plainReason(text)) === null))
  expect(refusalOf('\u001b[31m')).toContain('printable')
})

it('is what was said, where that can be said', () => {
  expect(plainReason('it failed 5 times: no\u0007 luck')).toBe('it failed 5 times: no  luck')
})
