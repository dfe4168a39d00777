/** Frames: whatever is sent arrives, in whatever pieces, and what is no frame is refused. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, FrameFault, FrameReader } from './frame.ts'

const SEED = 20_261_121

const message = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.float64Array({ maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => !key.startsWith('$') && key !== '__proto__'),
      tie('value'),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).value

describe('frames', () => {
  it(`carry every value, cut into any pieces (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (messages, size) => {
        const bytes = Buffer.concat(messages.map((one) => encodeFrame({ one })))
        const reader = new FrameReader()
        const read: unknown[] = []
        for (let at = 0; at < bytes.length; at += size)
          read.push(...reader.push(bytes.subarray(at, at + size)))
        expect(read).toEqual(messages.map((one) => ({ one })))
        expect(reader.isWithin).toBe(false)
      }),
      { seed: SEED },
    )
  })

  it('are refused where they announce more than any message has, or hold no JSON', () => {
    expect(() => new FrameReader().push(Buffer.from('what a strategy printed'))).toThrow(FrameFault)
    expect(() => decodeFrame(Buffer.from('{"half":'))).toThrow('a message is no JSON')
  })

  it('know when they are within a message', () => {
    const reader = new FrameReader()
    expect(reader.push(encodeFrame({ a: 1 }).subarray(0, 7))).toEqual([])
    expect(reader.isWithin).toBe(true)
  })
})
