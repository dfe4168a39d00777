/**
 * When findings of one rule about one deployment become an incident, and when it is over: not at once, and not twice.
 *
 * Pure but for what it remembers; time is an argument.
 */
import type { Micros } from '@quarterdeck/engine'
import type { Finding, IncidentSeverity } from './incident.ts'

export type WatchChange =
  | { readonly kind: 'OPENED'; readonly finding: Finding }
  | { readonly kind: 'WORSE'; readonly finding: Finding }
  | { readonly kind: 'QUIET' }

export interface WatchTimes {
  /** A rule must hold so long before it is an incident. */
  readonly hold: Micros
  /** And be quiet so long before the incident is over. */
  readonly quiet: Micros
}

export class IncidentWatch {
  #severity: IncidentSeverity | null
  #heldSince: Micros | null = null
  #quietSince: Micros | null = null
  /** A person closed an incident for this: it is none again before the rule was quiet, or found something else. */
  #settled: string | null

  /** Of an incident that is open already, its severity; of one that a person closed, what it was about. */
  constructor(open: IncidentSeverity | null = null, settled: string | null = null) {
    this.#severity = open
    this.#settled = settled
  }

  get isOpen(): boolean {
    return this.#severity !== null
  }

  advance(finding: Finding | null, at: Micros, times: WatchTimes): WatchChange | null {
    if (finding === null) return this.#rest(at, times.quiet)
    this.#quietSince = null
    if (this.#severity !== null) return this.#worsen(finding)
    if (finding.subject === this.#settled) return null
    this.#heldSince ??= at
    if (at - this.#heldSince < times.hold) return null
    this.#severity = finding.severity
    this.#settled = null
    return { kind: 'OPENED', finding }
  }

  /** A person closed it. */
  settle(subject: string): void {
    this.#severity = null
    this.#heldSince = null
    this.#quietSince = null
    this.#settled = subject
  }

  #rest(at: Micros, quiet: Micros): WatchChange | null {
    this.#heldSince = null
    this.#settled = null
    if (this.#severity === null) return null
    this.#quietSince ??= at
    if (at - this.#quietSince < quiet) return null
    this.#severity = null
    this.#quietSince = null
    return { kind: 'QUIET' }
  }

  #worsen(finding: Finding): WatchChange | null {
    if (finding.severity === this.#severity || finding.severity === 'WARNING') return null
    this.#severity = finding.severity
    return { kind: 'WORSE', finding }
  }
}
