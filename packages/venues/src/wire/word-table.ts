/**
 * Maps a venue's closed word list to ours, totally: a word that nobody wrote down raises an alert and becomes the safe one.
 */

import type { AlertSink } from '../contract/alerts.ts'

export interface WordTable<Word> {
  /** The venue's field, for the alert. */
  readonly field: string
  readonly words: ReadonlyMap<string, Word>
  /** What an unknown word counts as. */
  readonly safe: Word
}

/** A table as it is written down. */
export function wordTable<Word>(
  written: Pick<WordTable<Word>, 'field' | 'safe'> & { readonly words: Readonly<Record<string, Word>> },
): WordTable<Word> {
  return { ...written, words: new Map(Object.entries(written.words)) }
}

export interface Heard {
  readonly venueId: string
  readonly alert: AlertSink
}

export function mapped<Word>(table: WordTable<Word>, word: string, { venueId, alert }: Heard): Word {
  const known = table.words.get(word)
  if (known !== undefined) return known
  alert({
    venueId,
    kind: 'UNKNOWN_WORD',
    subject: table.field,
    message: `${venueId} said "${word.slice(0, 80)}" as ${table.field}, which is in no list of ours: taken as ${String(table.safe)}`,
  })
  return table.safe
}
