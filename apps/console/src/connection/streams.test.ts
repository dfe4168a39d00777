import { describe, expect, it } from 'vitest'
import { cursorOf, isFinal } from './streams.ts'

describe('resuming a stream', () => {
  it('finds the cursor of an update under whatever field it came', () => {
    expect(cursorOf({ __typename: 'Subscription', orderUpdates: { cursor: '17', order: {} } })).toBe('17')
  })

  it('has no cursor for conflated streams', () => {
    expect(cursorOf({ quotes: { bid: '1' } })).toBeNull()
    expect(cursorOf(null)).toBeNull()
  })

  it('gives up on answers that will not change and on nothing else', () => {
    expect(isFinal([{ message: 'no', extensions: { code: 'FORBIDDEN' } }])).toBe(true)
    expect(isFinal([{ message: 'later', extensions: { code: 'INTERNAL' } }])).toBe(false)
    expect(isFinal(new Event('close'))).toBe(false)
  })
})
