/** What every event carries: its place in the journal, its time and its cause. */

import type { Actor, Micros } from './command-base.ts'

export interface EventBase {
  /** Position in the book's journal, from 1, without holes. It alone orders. */
  readonly seq: number
  readonly at: Micros
  readonly commandId: string
  readonly actor: Actor
}
