/** Writes MessagePack for venues that want to be spoken to in it. */

/** What JSON can say: texts, numbers, flags, null, lists and maps. Whole numbers go as such, others as doubles. */
export function encodeMsgpack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2])
  if (typeof value === 'number') return encodedNumber(value)
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    return Buffer.concat([sized(TEXT, text.length), text])
  }
  if (Array.isArray(value)) return Buffer.concat([sized(LIST, value.length), ...value.map(encodeMsgpack)])
  const members = Object.entries(value).flatMap(([name, member]) => [
    encodeMsgpack(name),
    encodeMsgpack(member),
  ])
  return Buffer.concat([sized(MAP, members.length / 2), ...members])
}

function encodedNumber(value: number): Buffer {
  if (Number.isInteger(value) && value >= 0 && value < 0x80) return Buffer.from([value])
  const bytes = Buffer.alloc(9)
  if (Number.isSafeInteger(value)) {
    bytes[0] = 0xd3
    bytes.writeBigInt64BE(BigInt(value), 1)
  } else {
    bytes[0] = 0xcb
    bytes.writeDoubleBE(value, 1)
  }
  return bytes
}

/** How a kind of value begins whose size is told: in the first byte up to a size, or in four bytes behind another. */
interface SizedKind {
  readonly short: number
  readonly shortBelow: number
  readonly long: number
}

const TEXT: SizedKind = { short: 0xa0, shortBelow: 32, long: 0xdb }
const LIST: SizedKind = { short: 0x90, shortBelow: 16, long: 0xdd }
const MAP: SizedKind = { short: 0x80, shortBelow: 16, long: 0xdf }

function sized({ short, shortBelow, long }: SizedKind, size: number): Buffer {
  if (size < shortBelow) return Buffer.from([short + size])
  const bytes = Buffer.alloc(5)
  bytes[0] = long
  bytes.writeUInt32BE(size, 1)
  return bytes
}
