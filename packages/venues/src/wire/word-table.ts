/**
 * Maps a venue's closed word list to ours, totally: a word that nobody wrote down raises an alert and becomes the safe one.
 */

import type { AlertSink } from '../contract/alerts.ts'

export interface WordTable<Word> {
  /** The venue's field, for the alert. */
  readonly field: string
  readonly words: Readonly<Record<string, Word>>
  /** What an unknown word counts as. */
  readonly safe: Word
}

export interface Heard {
  readonly venueId: string
  readonly alert: AlertSink
}

export function mapped<Word>(table: WordTable<Word>, word: string, { venueId, alert }: Heard): Word {
  // A plain object answers to the names of Object's own members too.
  if (Object.hasOwn(table.words, word)) return table.words[word] as Word
  alert({
    venueId,
    kind: 'UNKNOWN_WORD',
    subject: table.field,
    message: `${venueId} said "${word.slice(0, 80)}" as ${table.field}, which is in no list of ours: taken as ${String(table.safe)}`,
  })
  return table.safe
}
