/** Ids that were met, each once: what tells a repeated message from a new one. */

import { IdMap } from './id-map.ts'

export class IdSet {
  private readonly map = new IdMap<true>()

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id)
  }

  /** False: it was there. */
  add(id: string): boolean {
    return this.map.add(id, true)
  }
}
