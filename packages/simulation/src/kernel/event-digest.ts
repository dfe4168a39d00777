/**
 * A running digest of engine events: 128 bits that two runs agree in exactly when the same things became of the same orders.
 *
 * The events of a fill's way are taken field by field, because there are so many of them; all others by their canonical text.
 */

import { createHash } from 'node:crypto'
import { canonicalJson } from '@quarterdeck/engine'
import type { EngineEvent } from '@quarterdeck/engine'

const bits = new ArrayBuffer(8)
const asDouble = new Float64Array(bits)
const asWords = new Int32Array(bits)

/** Words of the names that were met: event types, sides, instruments. */
const NAMES = new Map<string, readonly [number, number]>()

function digestOf(text: string): readonly [number, number] {
  const words = createHash('sha256').update(text).digest()
  return [words.readInt32LE(0), words.readInt32LE(4)]
}

export class EventDigest {
  #a = 0x243f6a88 | 0
  #b = 0x85a308d3 | 0
  #c = 0x13198a2e | 0
  #d = 0x03707344 | 0

  take(event: EngineEvent): void {
    this.#number(event.seq)
    this.#number(event.at)
    this.#name(event.type)
    switch (event.type) {
      case 'OrderAccepted': {
        const { terms } = event
        this.#text(terms.clientOrderId)
        this.#name(terms.instrumentId)
        this.#name(terms.side)
        this.#name(terms.orderType)
        this.#name(terms.timeInForce)
        this.#number(terms.quantityLots)
        this.#number(terms.limitTicks ?? Number.NaN)
        this.#number(terms.stopTicks ?? Number.NaN)
        this.#text(event.reserved ?? event.requirement)
        return
      }
      case 'OrderConfirmed':
        return this.#text(event.venueOrderId)
      case 'OrderFilled':
        this.#text(event.execId)
        this.#number(event.lots)
        this.#number(event.priceTicks)
        this.#name(event.liquidity)
        return this.#text(event.fee)
      default:
        return this.#text(canonicalJson(event))
    }
  }

  /** 32 hexadecimal digits; more can be taken in after it. */
  hex(): string {
    return this.words()
      .map((word) => (finish(word) >>> 0).toString(16).padStart(8, '0'))
      .join('')
  }

  /** The state, for `restore`. */
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

  #number(value: number): void {
    asDouble[0] = Number.isNaN(value) ? Number.NaN : value
    this.#word(asWords[0]!)
    this.#word(asWords[1]!)
  }

  #text(value: string): void {
    const { length } = value
    this.#word(length)
    // Two characters a word: ids are long, and every order has several.
    for (let index = 0; index < length; index += 2) {
      const next = index + 1 < length ? value.charCodeAt(index + 1) : 0
      this.#word((next << 16) | value.charCodeAt(index))
    }
  }

  /** One of a few texts that come again and again: by the digest of the text, which is kept. */
  #name(value: string): void {
    let known = NAMES.get(value)
    if (known === undefined) {
      known = digestOf(value)
      NAMES.set(value, known)
    }
    this.#word(known[0])
    this.#word(known[1])
  }

  #word(value: number): void {
    const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
    this.#a = (Math.imul(this.#a ^ mixed, 0x9e3779b1) + this.#b) | 0
    this.#b = (Math.imul(rotated(this.#b ^ mixed, 13), 0x85ebca77) + this.#c) | 0
    this.#c = (Math.imul(rotated(this.#c ^ value, 17), 0xc2b2ae3d) + this.#d) | 0
    this.#d = (Math.imul(rotated(this.#d ^ mixed, 5), 0x27d4eb2f) + this.#a) | 0
  }
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function finish(word: number): number {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35)
  return two ^ (two >>> 16)
}
