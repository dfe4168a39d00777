/**
 * SHA-256 (FIPS 180-4) in plain TypeScript: the digest of a book and the source of its ids.
 *
 * The core may not reach the platform's crypto, and needs the digest synchronously. Nothing secret passes through here.
 */

const ROUND_CONSTANTS = fractionalRoots()
const INITIAL_STATE = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
)
const BLOCK_BYTES = 64
const BLOCK_WORDS = 16

/** The first 32 bits of the fractions of the cube roots of the first 64 primes, computed exactly over integers. */
function fractionalRoots(): Int32Array {
  const roots = new Int32Array(64)
  let found = 0
  for (let candidate = 2; found < 64; candidate++) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++)
      if (candidate % divisor === 0) prime = false
    if (prime) roots[found++] = Number(cubeRootFloor(BigInt(candidate) << 96n) & 0xffff_ffffn)
  }
  return roots
}

function cubeRootFloor(value: bigint): bigint {
  let low = 0n
  let high = 1n << 40n
  while (low < high) {
    const middle = (low + high + 1n) >> 1n
    if (middle * middle * middle <= value) low = middle
    else high = middle - 1n
  }
  return low
}

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD, as the platform's encoder has it. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index)
    if (code < 0x80) {
      bytes[at++] = code
      continue
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = text.charCodeAt(index + 1)
      if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00)
        index++
      } else {
        code = 0xfffd
      }
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
    } else {
      bytes[at++] = 0xf0 | (code >> 18)
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
    }
    bytes[at++] = 0x80 | (code & 0x3f)
  }
  return bytes.subarray(0, at)
}

/** One block of 64 bytes from `offset` as the first words of the schedule. */
function load(schedule: Int32Array, bytes: Uint8Array, offset: number): void {
  for (let t = 0; t < BLOCK_WORDS; t++) {
    const at = offset + t * 4
    schedule[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  }
}

/** A block into the running state: the first 16 of the 64 words of `schedule`, which are worked out from these. */
function compress(state: Int32Array, schedule: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const w15 = schedule[t - 15]!
    const w2 = schedule[t - 2]!
    const s0 = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^ (w15 >>> 3)
    const s1 = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^ (w2 >>> 10)
    schedule[t] = (schedule[t - 16]! + s0 + schedule[t - 7]! + s1) | 0
  }
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let t = 0; t < 64; t++) {
    const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + S1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t]! + schedule[t]!) | 0
    const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0]! += a
  state[1]! += b
  state[2]! += c
  state[3]! += d
  state[4]! += e
  state[5]! += f
  state[6]! += g
  state[7]! += h
}

/** The digest's eight words, most significant first. */
export function sha256Words(bytes: Uint8Array): Uint32Array {
  const state = INITIAL_STATE.slice()
  const schedule = new Int32Array(64)
  const whole = bytes.length - (bytes.length % BLOCK_BYTES)
  for (let offset = 0; offset < whole; offset += BLOCK_BYTES) {
    load(schedule, bytes, offset)
    compress(state, schedule)
  }
  const rest = bytes.length - whole
  const tail = new Uint8Array(rest < BLOCK_BYTES - 8 ? BLOCK_BYTES : 2 * BLOCK_BYTES)
  tail.set(bytes.subarray(whole))
  tail[rest] = 0x80
  // Length in bits, 64 bits wide; the high word holds what passes 2^32 bits (512 MiB).
  const view = new DataView(tail.buffer)
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(tail.length - 4, (bytes.length << 3) >>> 0)
  for (let offset = 0; offset < tail.length; offset += BLOCK_BYTES) {
    load(schedule, tail, offset)
    compress(state, schedule)
  }
  return new Uint32Array(state.buffer)
}

/** Room for two blocks, their schedule and the state: texts that fit are digested without allocating. */
const shortWords = new Int32Array(2 * BLOCK_WORDS)
const shortSchedule = new Int32Array(64)
const shortState = new Int32Array(8)
const shortDigest = new Uint32Array(shortState.buffer)

/**
 * The digest's eight words of a text and the rest of it, in an array that the next call may overwrite. Ids are made of short ASCII
 * texts, one for every order and fill, that begin alike: nothing is put together for it.
 */
export function sha256TextWords(text: string, rest: string): Uint32Array {
  const length = text.length + rest.length
  if (length > 2 * BLOCK_BYTES - 9) return sha256Words(utf8(text + rest))
  const end = length < BLOCK_BYTES - 8 ? BLOCK_WORDS : 2 * BLOCK_WORDS
  for (let word = 0; word < end; word++) shortWords[word] = 0
  for (let index = 0; index < length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : rest.charCodeAt(index - text.length)
    if (code >= 0x80) return sha256Words(utf8(text + rest))
    shortWords[index >> 2] = shortWords[index >> 2]! | (code << (24 - ((index & 3) << 3)))
  }
  shortWords[length >> 2] = shortWords[length >> 2]! | (0x80 << (24 - ((length & 3) << 3)))
  shortWords[end - 1] = length << 3
  for (let word = 0; word < 8; word++) shortState[word] = INITIAL_STATE[word]!
  for (let offset = 0; offset < end; offset += BLOCK_WORDS) {
    for (let word = 0; word < BLOCK_WORDS; word++) shortSchedule[word] = shortWords[offset + word]!
    compress(shortState, shortSchedule)
  }
  return shortDigest
}

/**
 * SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits.
 *
 * @example
 * sha256Hex('abc') // => 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 */
export function sha256Hex(text: string): string {
  let hex = ''
  for (const word of sha256Words(utf8(text))) hex += word.toString(16).padStart(8, '0')
  return hex
}
