/** Where in the author's files something happened, by the lines of the bundle that an error names. */

import { SourceMap } from 'node:module'
import { packageOf, SDK_NAME, SOURCE_FOLDER } from './workspace.ts'

export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** As errors name the bundle's lines, in messages and stacks: `strategy.js:12:3`, the column not always. */
const FRAME = /strategy\.js:(\d{1,9})(?::(\d{1,9}))?/g
/** Frames that are looked at; the text is the author's to make. */
const FRAMES_MAX = 50

/** The first place in a text that is the author's, else the first that is a package's; null: neither. `map` is the bundle's. */
export function placeOf(text: string, map: string): Place | null {
  const lines = new SourceMap(JSON.parse(map))
  const places = [...text.matchAll(FRAME)].slice(0, FRAMES_MAX).flatMap(([, line, column = '1']) => {
    const found = lines.findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalSource' in found)) return []
    const { originalSource: file, originalLine, originalColumn } = found
    return [{ file, line: originalLine + 1, column: originalColumn + 1 }]
  })
  const own = places.find(({ file }) => file.startsWith(`${SOURCE_FOLDER}/`))
  if (own !== undefined) return { ...own, file: own.file.slice(SOURCE_FOLDER.length + 1) }
  return places.find(({ file }) => ![null, SDK_NAME].includes(packageOf(file))) ?? null
}
