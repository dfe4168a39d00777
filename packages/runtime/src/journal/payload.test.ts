/** Payloads are read in every version that was ever written, and never in one that was not. */
import type { EngineEvent } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import { UnreadablePayload, decodeEvent, encodeEvent } from './payload.ts'

const actor = { kind: 'USER', id: 'u', name: 'Ünï ☂ "q" \\ ', userId: 'u' } as const
const event: EngineEvent = {
  seq: 7,
  at: 1_000_000,
  commandId: 'c',
  actor,
  type: 'AuditRecorded',
  action: 'a',
  summary: 's',
  before: null,
  after: '{}',
}

describe('journal payload', () => {
  it('gives back the event that went in, and states its version first', () => {
    expect(encodeEvent(event)).toMatch(/^\{"v":2,"seq":7,/)
    expect(decodeEvent(encodeEvent(event))).toEqual(event)
  })

  it.each(['plain', 'with "checks":[ and ]} in it', 'ends in ]}'])(
    'reads the checks of a decision as they were written, texts %s',
    (message) => {
      const check = {
        name: 'orderQuantity',
        scope: 'SYSTEM',
        targetId: null,
        policyVersion: null,
        verdict: 'PASSED',
        observed: '1',
        limit: null,
        headroom: null,
        message,
      } as const
      const decision = {
        requestedMode: 'PAPER',
        effectiveMode: 'PAPER',
        outcome: 'ALLOWED',
        summary: message,
        policyVersion: 0,
        reference: null,
        checks: [check, check],
      } as const
      const terms = {
        accountId: 'a',
        instrumentId: 'i',
        clientOrderId: 'c',
        side: 'BUY',
        orderType: 'MARKET',
        timeInForce: 'IOC',
        quantityLots: 1,
        limitTicks: null,
        stopTicks: null,
        requestedMode: 'PAPER',
        strategyId: null,
      } as const
      const accepted: EngineEvent = {
        seq: 8,
        at: 1_000_000,
        commandId: 'c',
        actor,
        type: 'OrderAccepted',
        orderId: 'o',
        terms,
        decision,
        reserved: '1',
      }
      const text = encodeEvent(accepted)
      expect(decodeEvent(text)).toEqual(accepted)
      expect(encodeEvent(decodeEvent(text))).toBe(text)
    },
  )

  it('brings an old version up to date one step at a time', () => {
    const upcasts = {
      2: (payload: Record<string, unknown>) => ({ ...payload, summary: `${String(payload.summary)}2` }),
      3: (payload: Record<string, unknown>) => ({ ...payload, summary: `${String(payload.summary)}3` }),
    }
    expect(decodeEvent(encodeEvent(event), upcasts, 4)).toMatchObject({ summary: 's23' })
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['no object', '[1]'],
    ['no version', '{"seq":1}'],
    ['a version from the future', '{"v":3,"seq":1}'],
  ])('refuses %s', (_, text) => {
    expect(() => decodeEvent(text)).toThrow(UnreadablePayload)
  })

  it('refuses an old version that has no way up', () => {
    expect(() => decodeEvent(encodeEvent(event), {}, 3)).toThrow('no way to version 3')
  })
})
