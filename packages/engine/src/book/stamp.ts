/** What every event carries: its place in the journal, its time and its cause. */

import type { Book } from './book.ts'
import type { Times } from '../risk/mode-equity.ts'
import type { Actor, Command, Micros } from './command.ts'

export interface Stamp {
  readonly seq: number
  readonly at: Micros
  readonly commandId: string
  readonly actor: Actor
}

/** Time of a command in its book: never behind the newest event, so that time in the journal is monotone (SN-05). */
export function timeIn(book: Book, command: { readonly at: Micros }): Micros {
  return command.at > book.at ? command.at : book.at
}

/** Now on the clock of the command, that quotes are received by, and in the book (MK-02). */
export function timesIn(book: Book, command: { readonly at: Micros }): Times {
  return { at: command.at, bookAt: timeIn(book, command) }
}

/** Stamp of the command's event number `index`, from 0. */
export function stamp(book: Book, command: Command, index = 0): Stamp {
  return {
    seq: book.seq + 1 + index,
    at: timeIn(book, command),
    commandId: command.commandId,
    actor: command.actor,
  }
}
