import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WireFault } from './fields.ts'
import { decodeMsgpack } from './msgpack.ts'
import { encodeMsgpack } from './msgpack-writer.ts'

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')

describe('MessagePack', () => {
  it.each([
    ['c0', null],
    ['c2', false],
    ['c3', true],
    ['07', 7],
    ['ff', -1],
    ['e0', -32],
    ['cc ff', 255],
    ['cd 0100', 256],
    ['ce 00010000', 65_536],
    ['cf 00000001 00000000', 4_294_967_296],
    ['cf ffffffff ffffffff', '18446744073709551615'],
    ['d0 80', -128],
    ['d1 8000', -32_768],
    ['d2 80000000', -2_147_483_648],
    ['d3 ffffffff 00000000', -4_294_967_296],
    ['ca 3fa00000', 1.25],
    ['cb 3ff4000000000000', 1.25],
    ['a2 6869', 'hi'],
    ['d9 02 6869', 'hi'],
    ['da 0002 6869', 'hi'],
    ['db 00000002 6869', 'hi'],
    ['92 01 a1 61', [1, 'a']],
    ['dc 0001 01', [1]],
    ['dd 00000001 01', [1]],
    ['81 a1 61 01', { a: 1 }],
    ['de 0001 a1 61 01', { a: 1 }],
    ['df 00000001 a1 61 01', { a: 1 }],
    // Instants of its specification's three sizes.
    ['d6 ff 00000001', '1970-01-01T00:00:01.000000000Z'],
    ['d7 ff 00000004 00000002', '1970-01-01T00:00:02.000000001Z'],
    ['c7 0c ff 00000001 ffffffffffffffff', '1969-12-31T23:59:59.000000001Z'],
  ])('of the bytes %s is %j', (bytes, value) => {
    expect(decodeMsgpack(hex(bytes))).toEqual(value)
  })

  it.each([
    ['a text that breaks off', 'a3 6869'],
    ['a list that breaks off', '92 01'],
    ['nothing', ''],
    ['more than one value', '01 02'],
    ['bytes, which JSON has not', 'c4 01 00'],
    ['an extension that nobody knows', 'd6 05 00000001'],
    ['a name that is no text', '81 01 01'],
    ['an instant that cannot be', 'd7 ff ffffffff ffffffff'],
    ['lists in lists without an end', '91'.repeat(40)],
  ])('of %s cannot be read', (_what, bytes) => {
    expect(() => decodeMsgpack(hex(bytes))).toThrow(WireFault)
  })

  it('gives again what JSON can say, and nothing else than a fault for what is cut', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), fc.nat(), (value, cut) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown
        const bytes = encodeMsgpack(plain)
        expect(decodeMsgpack(bytes)).toEqual(plain)
        expect(() => decodeMsgpack(bytes.subarray(0, cut % bytes.length))).toThrow(WireFault)
      }),
    )
  })

  it('writes instants as they are, whichever was written before', () => {
    const second = fc.oneof(fc.integer({ min: 1_775_572_201, max: 1_775_572_203 }), fc.integer({ min: 0 }))
    const nanosecond = fc.oneof(fc.constantFrom(0, 1, 999_999_999), fc.nat(999_999_999))
    fc.assert(
      fc.property(fc.array(fc.tuple(second, nanosecond)), (instants) => {
        for (const [seconds, nanoseconds] of instants) {
          const bytes = Buffer.from('c70cff000000000000000000000000', 'hex')
          bytes.writeUInt32BE(nanoseconds, 3)
          bytes.writeBigInt64BE(BigInt(seconds), 7)
          const date = new Date(seconds * 1_000).toISOString().slice(0, '1970-01-01T00:00:00'.length)
          expect(decodeMsgpack(bytes)).toBe(`${date}.${String(nanoseconds).padStart(9, '0')}Z`)
        }
      }),
    )
  })

  it('takes a member that is called __proto__ for a member', () => {
    const value = decodeMsgpack(encodeMsgpack(JSON.parse('{"__proto__":{"a":1}}')))
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})
