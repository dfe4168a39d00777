import { describe, expect, it } from 'vitest'
import { explainRefusal } from './identity-request.ts'

describe('a refused sign-in', () => {
  it.each([
    [
      401,
      { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' },
      /do not belong together/,
    ],
    [429, null, /Too many attempts/],
    [429, { code: 'SECOND_FACTOR_LOCKED', message: 'for another 900 seconds' }, /900 seconds/],
    [401, { code: 'CODE_USED', message: 'code was used before' }, /shows the next one/],
    [500, { message: 'boom at line 3' }, /The server failed/],
    [403, { message: 'Account is closed' }, /Account is closed/],
    [400, '<html>', /refused/],
  ])('with status %i says what a person can do about it', (status, body, sentence) => {
    expect(explainRefusal(status, body)).toMatch(sentence)
  })
})
