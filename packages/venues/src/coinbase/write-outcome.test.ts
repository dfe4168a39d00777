import { describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import { rejected, reason } from '../contract/outcome.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { outcomeOf } from './write-outcome.ts'

const heard = { venueId: 'COINBASE', alert: (_: VenueAlert) => undefined }

function answer(status: number, body: string): HttpResult {
  return { kind: 'ANSWER', status, headers: {}, body, roundTripMs: 1 }
}

function outcome(result: Parameters<typeof outcomeOf>[0]): { kind: string; what?: string; code?: string } {
  const read = (json: unknown) =>
    json === 'no' ? rejected(reason('RISK_LIMIT', 'no')) : ({ kind: 'ACCEPTED' } as const)
  const given = outcomeOf(result, { sentAtMs: 7, heard, read })
  if (given.kind === 'UNKNOWN') return { kind: given.kind, what: given.evidence.what }
  return given.kind === 'ACCEPTED' ? { kind: given.kind } : { kind: given.kind, code: given.reason.code }
}

const CHALLENGE = '<html>please prove that you are no robot</html>'

describe('what an answer to a write means', () => {
  it.each([
    ['a yes', answer(200, '"yes"'), { kind: 'ACCEPTED' }],
    ['a no', answer(200, '"no"'), { kind: 'REJECTED', code: 'RISK_LIMIT' }],
    ['a 200 that is no JSON', answer(200, CHALLENGE), { kind: 'UNKNOWN', what: 'UNREADABLE_ANSWER' }],
    ['a 200 that is empty', answer(200, ''), { kind: 'UNKNOWN', what: 'UNREADABLE_ANSWER' }],
    ['401', answer(401, 'Unauthorized'), { kind: 'REJECTED', code: 'UNAUTHORIZED' }],
    [
      '403',
      answer(403, '{"error":"PERMISSION_DENIED","message":"scopes"}'),
      { kind: 'REJECTED', code: 'FORBIDDEN' },
    ],
    [
      '429',
      answer(429, '{"errors":[{"id":"rate_limit_exceeded"}]}'),
      { kind: 'REJECTED', code: 'RATE_LIMITED' },
    ],
    [
      'a 400 of the venue',
      answer(400, '{"error":"INVALID_ARGUMENT","message":"odd"}'),
      { kind: 'REJECTED', code: 'INVALID_TERMS' },
    ],
    [
      'a 400 in gRPC style',
      answer(400, '{"error":"unknown","code":3,"message":"odd","details":[]}'),
      { kind: 'REJECTED', code: 'UNMAPPED' },
    ],
    [
      'a 400 of something before the venue',
      answer(400, CHALLENGE),
      { kind: 'UNKNOWN', what: 'UNREADABLE_ANSWER' },
    ],
    [
      'a 404 of something before the venue',
      answer(404, '{}'),
      { kind: 'UNKNOWN', what: 'UNREADABLE_ANSWER' },
    ],
    ['a redirect', answer(302, ''), { kind: 'UNKNOWN', what: 'UNREADABLE_ANSWER' }],
    ['500', answer(500, '{"error":"INTERNAL"}'), { kind: 'UNKNOWN', what: 'VENUE_FAULT' }],
    ['502', answer(502, CHALLENGE), { kind: 'UNKNOWN', what: 'VENUE_FAULT' }],
    ['503', answer(503, '{"error":"UNAVAILABLE"}'), { kind: 'UNKNOWN', what: 'VENUE_FAULT' }],
    ['504', answer(504, ''), { kind: 'UNKNOWN', what: 'VENUE_FAULT' }],
    [
      'a timeout',
      { kind: 'NONE', what: 'TIMEOUT', message: '', status: null },
      { kind: 'UNKNOWN', what: 'TIMEOUT' },
    ],
    [
      'a reset',
      { kind: 'NONE', what: 'CONNECTION_LOST', message: '', status: null },
      { kind: 'UNKNOWN', what: 'CONNECTION_LOST' },
    ],
    [
      'no connection',
      { kind: 'NONE', what: 'NOT_CONNECTED', message: '', status: null },
      { kind: 'NOT_SENT', code: 'NOT_CONNECTED' },
    ],
    [
      'no budget',
      { kind: 'HELD', why: 'OVER_BUDGET', message: '' },
      { kind: 'NOT_SENT', code: 'OVER_BUDGET' },
    ],
    [
      'no credential',
      { kind: 'HELD', why: 'NO_CREDENTIAL', message: '' },
      { kind: 'NOT_SENT', code: 'UNAUTHORIZED' },
    ],
  ] as const)('[LV-01] %s', (_what, result, expected) => {
    expect(outcome(result)).toEqual(expected)
  })
})
