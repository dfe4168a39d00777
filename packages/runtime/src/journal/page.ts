/**
 * Events on their way into the journal: encoded and chained one by one as they are decided, column by column as they are
 * written. A commit finds the work done, and the time of the commit before it was used.
 */
import type { EngineEvent } from '@quarterdeck/engine'
import { instantText } from '../projection/exact.ts'
import { linkHash } from './chain.ts'
import { encodeEvent } from './payload.ts'
import { subjectOf } from './subject.ts'

export class JournalPage {
  readonly events: EngineEvent[] = []
  readonly payloads: string[] = []
  readonly types: string[] = []
  readonly subjects: (string | null)[] = []
  readonly commandIds: string[] = []
  readonly hashes: string[] = []
  readonly instants: string[] = []
  #hash: string

  /** `after`: hash of the event before the first. */
  constructor(after: string) {
    this.#hash = after
  }

  /** Hash of the newest event. */
  get hash(): string {
    return this.#hash
  }

  add(event: EngineEvent): void {
    const payload = encodeEvent(event)
    this.#hash = linkHash(this.#hash, payload)
    this.events.push(event)
    this.payloads.push(payload)
    this.types.push(event.type)
    this.subjects.push(subjectOf(event))
    this.commandIds.push(event.commandId)
    this.hashes.push(this.#hash)
    this.instants.push(instantText(event.at))
  }
}
