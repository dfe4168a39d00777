/** The rows of a recorded file, streamed: CSV cells or plain lines, unpacked by the name's ending (.gz, .zip). */

import { createReadStream } from 'node:fs'
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { TapeFault } from './tape.ts'
import { readSoleEntry } from './zip-archive.ts'

export interface CsvRow {
  /** From 1, the header included. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface TextLine {
  readonly line: number
  readonly text: string
}

/** Longest line or cell that is read. */
const LINE_CHARACTERS_MAX = 1_000_000

/** A stream's failure reaches the reader of its last stage, so nothing is left to do here. */
function failureReachesReader(_error: Error | null | undefined): void {
  return undefined
}

async function unpacked(path: string): Promise<Readable> {
  if (path.endsWith('.zip')) return Readable.from([await readSoleEntry(path)])
  const file = createReadStream(path)
  if (!path.endsWith('.gz')) return file
  return pipeline(file, createGunzip(), failureReachesReader)
}

interface ParsedRecord {
  readonly info: { readonly lines: number }
  readonly record: readonly string[]
}

/** Streams the rows of a CSV file; empty lines are passed over. */
export async function* csvRows(path: string, delimiter: string): AsyncGenerator<CsvRow, void, undefined> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: LINE_CHARACTERS_MAX,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  })
  const records: AsyncIterable<ParsedRecord> = pipeline(await unpacked(path), parser, failureReachesReader)
  try {
    for await (const { info, record } of records) yield { line: info.lines, cells: record }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const lines = typeof error.lines === 'number' ? error.lines : parser.info.lines
    const place = { file: path, line: lines, column: '(row)' }
    throw new TapeFault(place, { value: error.code, allowed: `must be well formed CSV: ${error.message}` })
  }
}

/** Streams the lines of a text file; empty ones are passed over. */
export async function* textLines(path: string): AsyncGenerator<TextLine, void, undefined> {
  const stream = await unpacked(path)
  stream.setEncoding('utf8')
  let rest = ''
  let line = 0
  for await (const chunk of stream) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > LINE_CHARACTERS_MAX) {
      const place = { file: path, line: line + parts.length + 1, column: '(line)' }
      throw new TapeFault(place, {
        value: rest,
        allowed: `must be at most ${LINE_CHARACTERS_MAX} characters long`,
      })
    }
    for (const text of parts) {
      line += 1
      if (text.trim() !== '') yield { line, text: text.trimEnd() }
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, text: rest.trimEnd() }
}
