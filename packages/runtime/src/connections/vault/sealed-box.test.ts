import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactionOf } from './redaction.ts'
import { BoxDoesNotOpen, KEY_BYTES, open, seal } from './sealed-box.ts'
import { secretKeyEncryption } from './key-encryption.ts'

const key = randomBytes(KEY_BYTES)
const places = fc.array(fc.string(), { minLength: 1, maxLength: 4 })

describe('a sealed box', () => {
  it('gives back what was sealed, in its place and with its key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), places, (content, place) => {
        expect(Buffer.from(open(seal(content, key, place), key, place))).toEqual(Buffer.from(content))
      }),
    )
  })

  it('opens in no other place, with no other key, and not once a bit of it was changed', () => {
    fc.assert(
      fc.property(places, places, fc.nat(), (place, other, bit) => {
        const box = seal(Buffer.from('word'), key, place)
        if (JSON.stringify(place) !== JSON.stringify(other))
          expect(() => open(box, key, other)).toThrow(BoxDoesNotOpen)
        expect(() => open(box, randomBytes(KEY_BYTES), place)).toThrow(BoxDoesNotOpen)
        const changed = Buffer.from(box)
        const at = bit % (box.length * 8)
        changed[at >> 3]! ^= 1 << (at & 7)
        expect(() => open(changed, key, place)).toThrow(BoxDoesNotOpen)
      }),
    )
  })

  it('is never the same twice, and shows nothing of its content', () => {
    const boxes = [1, 2].map(() => Buffer.from(seal(Buffer.from('planted canary'), key, ['a'])))
    expect(boxes[0]!.equals(boxes[1]!)).toBe(false)
    for (const box of boxes) expect(box.includes('canary')).toBe(false)
  })
})

describe('the key of the platform', () => {
  it('unwraps what it or the one before wrapped, and no other', async () => {
    const dataKey = randomBytes(KEY_BYTES)
    const [first, second] = [
      secretKeyEncryption('one secret', null),
      secretKeyEncryption('another', 'one secret'),
    ]
    const wrapped = await first.wrap(dataKey, ['org'])
    expect(Buffer.from(await second.unwrap(wrapped, first.keyId, ['org'])).equals(dataKey)).toBe(true)
    expect(first.keyId).not.toBe(second.keyId)
    await expect(second.unwrap(wrapped, first.keyId, ['other org'])).rejects.toThrow(BoxDoesNotOpen)
    await expect(secretKeyEncryption('a third', null).unwrap(wrapped, first.keyId, ['org'])).rejects.toThrow(
      'QUARTERDECK_SECRET_PREVIOUS',
    )
  })
})

describe('what is said of a credential', () => {
  it('holds none of its secret words, whole or by the line', () => {
    const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIplanted\n-----END EC PRIVATE KEY-----'
    const redact = redactionOf({ name: 'desk-key', key }, new Set(['key']))
    expect(redact(`desk-key: ${key}`)).toBe('desk-key: [credential]')
    expect(redact('you sent MHcCAQEEIplanted')).toBe('you sent [credential]')
    expect(redact('a PRIVATE KEY is needed')).toBe('a PRIVATE KEY is needed')
  })
})
