/** Frames come out as they went in, whatever the pieces; what is longer than allowed is refused before it is kept. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameFault, frameOf, FrameReader, messageOf } from './frame.ts'

describe('frames', () => {
  it('come out as they went in, however they are cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages.map((one) => frameOf(JSON.stringify(one), 1_000_000)))
          const reader = new FrameReader(1_000_000)
          const read: unknown[] = []
          for (let at = 0, cut = 0; at < bytes.length; cut++) {
            const length = cuts[cut % cuts.length]!
            read.push(...reader.push(bytes.subarray(at, at + length)).map(messageOf))
            at += length
          }
          expect(read).toEqual(messages.map((one) => JSON.parse(JSON.stringify(one)) as unknown))
          expect(reader.isWithin).toBe(false)
        },
      ),
    )
  })

  it('are refused past their length, by the writer and by the reader', () => {
    expect(() => frameOf('"12345"', 6)).toThrow(
      new FrameFault('a message has 7 bytes, at most 6 are allowed'),
    )
    const reader = new FrameReader(6)
    expect(reader.push(frameOf('"1234"', 6))).toHaveLength(1)
    expect(() => reader.push(Buffer.from([7, 0, 0, 0]))).toThrow('7 bytes is announced')
  })

  it('count bytes, not characters', () => {
    expect(frameOf('"€"', 5).readUInt32LE()).toBe(5)
    expect(() => frameOf('"€"', 4)).toThrow(FrameFault)
  })

  it('must hold JSON', () => {
    expect(() => messageOf(Buffer.from('{"a":'))).toThrow(FrameFault)
  })
})
