import { describe, expect, it } from 'vitest'
import { REJECT_CODES } from '../contract/outcome.ts'
import type { VenueAlert } from '../contract/alerts.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { readErrorBody, wordOf } from './error-body.ts'
import { END_REASON, ERROR_WORD } from './words.ts'
import { outcomeOf } from './write-outcome.ts'

function answer(status: number, body: string): HttpResult {
  return { kind: 'ANSWER', status, headers: {}, body, roundTripMs: 1 }
}

const refusal = (code: string, details = ''): string =>
  JSON.stringify({ error: { code, message: code.replaceAll('_', ' '), details } })

function outcome(result: Parameters<typeof outcomeOf>[0], target: 'ORDER' | 'INSTRUMENT' = 'ORDER') {
  const alerts: VenueAlert[] = []
  const heard = { venueId: 'KALSHI', alert: (alert: VenueAlert) => void alerts.push(alert) }
  const read = () => ({ kind: 'ACCEPTED' }) as const
  const given = outcomeOf(result, { sentAtMs: 7, heard, target, read })
  const what =
    given.kind === 'UNKNOWN' ? given.evidence.what : given.kind === 'ACCEPTED' ? '' : given.reason.code
  return { said: `${given.kind} ${what}`.trim(), alerts: alerts.map(({ kind }) => kind) }
}

const CHALLENGE = '<html>please prove that you are no robot</html>'

describe('what an answer to a write means', () => {
  it.each<[string, Parameters<typeof outcomeOf>[0], string]>([
    ['a yes', answer(201, '{}'), 'ACCEPTED'],
    ['a 200 that is no JSON', answer(200, CHALLENGE), 'UNKNOWN UNREADABLE_ANSWER'],
    ['a code with an id behind it', answer(400, refusal('user_not_found:_4a75')), 'REJECTED FORBIDDEN'],
    ['a code in capitals', answer(409, refusal('MARKET_INACTIVE')), 'REJECTED MARKET_CLOSED'],
    ['a pause', answer(409, refusal('trading_paused')), 'REJECTED TRADING_DISABLED'],
    [
      'an order of the interface before',
      answer(410, refusal('deprecated_v1_order_endpoint')),
      'REJECTED UNSUPPORTED_ORDER',
    ],
    ['a scope that is missing', answer(403, refusal('insufficient_scope')), 'REJECTED FORBIDDEN'],
    ['too many', answer(429, '{"error":"too many requests"}'), 'REJECTED RATE_LIMITED'],
    ['an id that was seen', answer(409, refusal('order_already_exists')), 'UNKNOWN DUPLICATE_ID'],
    [
      'a fault that the venue calls its own',
      answer(400, refusal('internal_error')),
      'UNKNOWN UNREADABLE_ANSWER',
    ],
    ['a 400 of something before the venue', answer(400, CHALLENGE), 'UNKNOWN UNREADABLE_ANSWER'],
    ['a 404 of something before the venue', answer(404, '{}'), 'UNKNOWN UNREADABLE_ANSWER'],
    ['a redirect', answer(302, ''), 'UNKNOWN UNREADABLE_ANSWER'],
    ['500 in the shape of a refusal', answer(500, refusal('insufficient_balance')), 'UNKNOWN VENUE_FAULT'],
    ['502', answer(502, CHALLENGE), 'UNKNOWN VENUE_FAULT'],
    ['503', answer(503, '{"exchange_active":false}'), 'UNKNOWN VENUE_FAULT'],
    ['a timeout', { kind: 'NONE', what: 'TIMEOUT', message: '', status: null }, 'UNKNOWN TIMEOUT'],
    [
      'a reset',
      { kind: 'NONE', what: 'CONNECTION_LOST', message: '', status: null },
      'UNKNOWN CONNECTION_LOST',
    ],
    [
      'no connection',
      { kind: 'NONE', what: 'NOT_CONNECTED', message: '', status: null },
      'NOT_SENT NOT_CONNECTED',
    ],
    ['no budget', { kind: 'HELD', why: 'OVER_BUDGET', message: '' }, 'NOT_SENT OVER_BUDGET'],
    ['no credential', { kind: 'HELD', why: 'NO_CREDENTIAL', message: '' }, 'NOT_SENT UNAUTHORIZED'],
  ])('[LV-01] %s', (_what, result, expected) => {
    expect(outcome(result)).toEqual({ said: expected, alerts: [] })
  })

  it('what is not found is an order, or a market, by what was asked', () => {
    const nothing = answer(404, refusal('not_found'))
    expect([outcome(nothing).said, outcome(nothing, 'INSTRUMENT').said]).toEqual([
      'REJECTED UNKNOWN_ORDER',
      'REJECTED UNKNOWN_INSTRUMENT',
    ])
  })

  it('[LV-16] a code that nobody knows is a refusal all the same, and somebody is told', () => {
    expect(outcome(answer(400, refusal('moon_phase')))).toEqual({
      said: 'REJECTED UNMAPPED',
      alerts: ['UNKNOWN_WORD'],
    })
  })

  it('words are compared in one spelling', () => {
    expect(
      ['PostOnlyCrossCancel', 'post only cross', 'MARKET_INACTIVE', 'user_not_found:_4a75'].map(wordOf),
    ).toEqual(['POST_ONLY_CROSS_CANCEL', 'POST_ONLY_CROSS', 'MARKET_INACTIVE', 'USER_NOT_FOUND'])
    for (const table of [ERROR_WORD, END_REASON])
      for (const [word, code] of table.words) {
        expect(wordOf(word)).toBe(word)
        expect(REJECT_CODES).toContain(code)
      }
  })

  it('[LV-17] what is shown of a body holds no signature that was sent back to us', () => {
    const signature = Buffer.alloc(256, 7).toString('base64')
    expect(readErrorBody(`GET / KALSHI-ACCESS-SIGNATURE: ${signature}`).message).toBe(
      'GET / KALSHI-ACCESS-SIGNATURE: (signature)',
    )
  })
})
