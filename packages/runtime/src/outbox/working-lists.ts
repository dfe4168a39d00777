/**
 * Asks venues for their own lists of working orders, for as long as a kill switch waits for one that shows none.
 *
 * A list proves something only if it was asked for after the orders in question were placed. So one question to a venue is open at
 * a time, and an answer to an older one is put aside. A venue's answer is that of all who work for it: the simulated venue and each
 * live connection; one that cannot answer keeps the question open.
 */
import type { VenueReport } from '@quarterdeck/engine'
import type { Clock, Timer } from '../clock/clock.ts'
import { RELIST_AFTER_MS } from '../limits.ts'

/** Who has a part of a venue's working orders. */
export interface ListSource {
  readonly id: string
  /** Asks it for its list; null: it cannot be asked now, and is waited for. */
  readonly ask: (() => void) | null
}

export interface WorkingListsOptions {
  readonly clock: Clock
  readonly sourcesOf: (venueId: string) => readonly ListSource[]
  /** Whether the outbox still holds the question for this venue's working orders. */
  readonly awaitsList: (venueId: string) => boolean
  readonly onReport: (report: Extract<VenueReport, { readonly kind: 'WORKING_ORDERS' }>) => void
}

/** Null: it was not asked yet; ASKED: it has not answered; else its answer. */
type Part = null | 'ASKED' | readonly string[]

interface Question {
  /** By source; null: nothing is asked now. */
  parts: Map<string, Part> | null
  /** Something was engaged, or somebody came, after the question went out: its answer proves nothing about that. */
  outdated: boolean
  again: Timer | null
}

export class WorkingLists {
  readonly #options: WorkingListsOptions
  readonly #questions = new Map<string, Question>()
  #closed = false

  constructor(options: WorkingListsOptions) {
    this.#options = options
  }

  /** Asks now, or once more when the question that is open is answered. */
  ask(venueId: string): void {
    const question = this.#questionTo(venueId)
    question.again?.cancel()
    question.again = null
    if (question.parts !== null) {
      question.outdated = true
      return
    }
    question.parts = new Map()
    for (const { id } of this.#options.sourcesOf(venueId)) question.parts.set(id, null)
    this.#askRest(venueId, question.parts)
  }

  /** A source's own list. */
  onList(venueId: string, sourceId: string, orderIds: readonly string[]): void {
    const question = this.#questionTo(venueId)
    if (this.#closed || question.parts?.get(sourceId) !== 'ASKED') return
    question.parts.set(sourceId, orderIds)
    this.#settle(venueId, question)
  }

  /** The sources of a venue have changed: who came is asked too, and who is gone is not waited for. */
  refresh(venueId: string): void {
    const question = this.#questions.get(venueId)
    if (this.#closed || question === undefined || question.parts === null) return
    const sources = new Map(this.#options.sourcesOf(venueId).map((source) => [source.id, source]))
    for (const id of question.parts.keys()) if (!sources.has(id)) question.parts.delete(id)
    if (question.parts.size === 0) {
      // Nobody who was asked is there any more: nothing was answered.
      question.parts = null
      question.outdated = false
      if (sources.size > 0) this.ask(venueId)
      return
    }
    for (const [id, { ask }] of sources) {
      const part = question.parts.get(id)
      if (part === undefined) question.outdated = true
      // What was asked of it before it went is not answered any more.
      else if (part === 'ASKED' && ask === null) question.parts.set(id, null)
    }
    this.#askRest(venueId, question.parts)
    this.#settle(venueId, question)
  }

  close(): void {
    this.#closed = true
    for (const question of this.#questions.values()) question.again?.cancel()
  }

  #askRest(venueId: string, parts: Map<string, Part>): void {
    for (const { id, ask } of this.#options.sourcesOf(venueId)) {
      if (ask === null || parts.get(id) !== null) continue
      parts.set(id, 'ASKED')
      ask()
    }
  }

  #settle(venueId: string, question: Question): void {
    const orderIds: string[] = []
    for (const part of question.parts?.values() ?? []) {
      if (part === null || part === 'ASKED') return
      orderIds.push(...part)
    }
    question.parts = null
    if (question.outdated) {
      question.outdated = false
      this.ask(venueId)
      return
    }
    const { clock, awaitsList, onReport } = this.#options
    question.again = clock.after(RELIST_AFTER_MS, () => {
      question.again = null
      if (!this.#closed && question.parts === null && awaitsList(venueId)) this.ask(venueId)
    })
    onReport({ kind: 'WORKING_ORDERS', venueId, orderIds })
  }

  #questionTo(venueId: string): Question {
    const known = this.#questions.get(venueId)
    if (known !== undefined) return known
    const question: Question = { parts: null, outdated: false, again: null }
    this.#questions.set(venueId, question)
    return question
  }
}
