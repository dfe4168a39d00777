import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256Hex, sha256TextWords, sha256Words, utf8 } from './sha256.ts'

describe('digest: SHA-256', () => {
  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('[SN-01] gives the NIST vector of %.20s', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest)
  })

  it('[SN-01] agrees with node:crypto for every length around the block borders', () => {
    for (let length = 0; length <= 260; length++) {
      const text = 'é'.repeat(length >> 1) + 'x'.repeat(length & 1)
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }
  })

  it('[SN-01] agrees with node:crypto on random text and encodes as the platform does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(utf8(text)).toEqual(new TextEncoder().encode(text))
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
      }),
      { numRuns: 500, seed: 20261121 },
    )
  })

  it('[SN-01] digests short texts in place to the same words, whatever came before', () => {
    for (let length = 0; length <= 130; length++) {
      for (const text of ['x'.repeat(length), `${'x'.repeat(Math.max(0, length - 1))}é`]) {
        const half = text.length >> 1
        const words = [...sha256TextWords(text.slice(0, half), text.slice(half))]
        expect(words).toEqual([...sha256Words(utf8(text))])
      }
    }
  })

  it('[SN-01] writes a lone surrogate as the replacement character', () => {
    const lone = `a${String.fromCharCode(0xd800)}b${String.fromCharCode(0xdc00)}`
    expect(utf8(lone)).toEqual(new TextEncoder().encode(lone))
    expect(sha256Words(utf8(lone))).toHaveLength(8)
  })
})
