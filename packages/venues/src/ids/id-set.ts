/**
 * Ids that were met, each once: what tells a repeated message from a new one. They are chained by their hashes, in plain lists,
 * because most sets hold few and are many.
 */

import { idHash } from './id-hash.ts'

/** Chains that a new set has, always a power of two; on the average they stay shorter than two. */
const CHAINS_START = 8
const NONE = -1
/** Characters at an id's end that are hashed: ids of one thing differ there, and the longest are some sixty. */
const TAIL = 24

export class IdSet {
  private readonly ids: string[] = []
  private readonly hashes: number[] = []
  /** Where the next of the same chain is, by place. */
  private readonly next: number[] = []
  /** Where each chain begins. */
  private chains = emptyChains(CHAINS_START)

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id)
  }

  /** False: it was there. */
  add(id: string): boolean {
    const { ids, hashes, next, chains } = this
    const hash = idHash(id, Math.max(0, id.length - TAIL))
    const chain = hash & (chains.length - 1)
    const first = chains[chain]!
    for (let place = first; place !== NONE; place = next[place]!)
      if (hashes[place] === hash && ids[place] === id) return false
    chains[chain] = ids.length
    ids.push(id)
    hashes.push(hash)
    next.push(first)
    if (ids.length > chains.length) this.chainAnew()
    return true
  }

  private chainAnew(): void {
    const { hashes, next } = this
    const chains = emptyChains(this.chains.length * 4)
    for (let place = 0; place < hashes.length; place += 1) {
      const chain = hashes[place]! & (chains.length - 1)
      next[place] = chains[chain]!
      chains[chain] = place
    }
    this.chains = chains
  }
}

function emptyChains(count: number): number[] {
  const chains: number[] = []
  for (let chain = 0; chain < count; chain += 1) chains.push(NONE)
  return chains
}
