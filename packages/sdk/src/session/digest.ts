/**
 * A running digest of numbers and words: 128 bits, four lanes, each value mixed into all of them.
 *
 * It is for comparing two runs of our own, not against forgery; it is cheap, and its state is four whole numbers that a
 * snapshot can hold. Doubles are taken by their bits (NaN by one of them), so equal means equal to the last digit.
 */

const bits = new ArrayBuffer(8)
const asDouble = new Float64Array(bits)
const asWords = new Int32Array(bits)

/** Hashes of words that were met; few, as only closed lists of words are taken by `word`. */
const hashes = new Map<string, number>()

export class Digest {
  #a = 0x243f6a88 | 0
  #b = 0x85a308d3 | 0
  #c = 0x13198a2e | 0
  #d = 0x03707344 | 0

  /** Takes in a whole number of 32 bits. */
  int(value: number): void {
    const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
    this.#a = (Math.imul(this.#a ^ mixed, 0x9e3779b1) + this.#b) | 0
    this.#b = (Math.imul(rotate(this.#b ^ mixed, 13), 0x85ebca77) + this.#c) | 0
    this.#c = (Math.imul(rotate(this.#c ^ value, 17), 0xc2b2ae3d) + this.#d) | 0
    this.#d = (Math.imul(rotate(this.#d ^ mixed, 5), 0x27d4eb2f) + this.#a) | 0
  }

  double(value: number): void {
    asDouble[0] = Number.isNaN(value) ? Number.NaN : value
    this.int(asWords[0] as number)
    this.int(asWords[1] as number)
  }

  text(value: string): void {
    this.int(value.length)
    for (let index = 0; index < value.length; index++) this.int(value.charCodeAt(index))
  }

  /** One of a few words, by its hash: independent of the list that it stands in. */
  word(value: string): void {
    let known = hashes.get(value)
    if (known === undefined) {
      known = hashOf(value)
      hashes.set(value, known)
    }
    this.int(known)
  }

  /** The digest so far, 32 hexadecimal digits; more can be taken in after it. */
  hex(): string {
    return this.words().map(finish).map(hexWord).join('')
  }

  /** The state, to continue from with `restore`. */
  words(): readonly number[] {
    return [this.#a, this.#b, this.#c, this.#d].map((word) => word | 0)
  }

  restore(words: readonly number[]): void {
    const [a = 0, b = 0, c = 0, d = 0] = words
    this.#a = a
    this.#b = b
    this.#c = c
    this.#d = d
  }
}

/** FNV-1a over the characters. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function finish(word: number): number {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35)
  return two ^ (two >>> 16)
}

function hexWord(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
