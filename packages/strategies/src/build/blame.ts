/** Where in the author's files something happened, by the lines of the bundle that an error names. */

import { SourceMap } from 'node:module'
import { SOURCE_FOLDER } from './workspace.ts'

export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** As errors name the bundle's lines, in messages and stacks: `strategy.js:12:3`, the column not always. */
const FRAME = /strategy\.js:(\d{1,9})(?::(\d{1,9}))?/g
/** Frames that are looked at; the text is the author's to make. */
const FRAMES_MAX = 50

/** The first place in a text that is the author's; null: none is. `map` is the bundle's source map. */
export function placeOf(text: string, map: string): Place | null {
  const lines = new SourceMap(JSON.parse(map))
  for (const [, line, column = '1'] of [...text.matchAll(FRAME)].slice(0, FRAMES_MAX)) {
    const found = lines.findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalSource' in found) || !found.originalSource.startsWith(`${SOURCE_FOLDER}/`)) continue
    const file = found.originalSource.slice(SOURCE_FOLDER.length + 1)
    return { file, line: found.originalLine + 1, column: found.originalColumn + 1 }
  }
  return null
}
