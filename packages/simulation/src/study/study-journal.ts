/**
 * What a study has measured so far, on disk, a line a run: a study that was killed goes on from it with the same results.
 *
 * A line is written whole or not at all; one that was cut off by a kill is cleared away when the journal is opened again.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { canonicalJson } from '@quarterdeck/engine'
import { fromText, toText } from '../worker/frame.ts'
import type { MeasuredRun, RunOrder } from '../worker/protocol.ts'
import { StudyFault } from './study-fault.ts'

/** Rises when a line changes its meaning. */
const FORMAT = 'quarterdeck.study/1'

interface Line {
  readonly key: string
  readonly measured: MeasuredRun
}

export interface StudyJournal {
  /** Runs that were there when it was opened. */
  readonly kept: number
  find(order: RunOrder): MeasuredRun | undefined
  add(order: RunOrder, measured: MeasuredRun): void
  close(): void
}

/** A journal in memory alone, for studies that nobody will continue. */
export function passingJournal(): StudyJournal {
  const found = new Map<string, MeasuredRun>()
  return {
    kept: 0,
    find: (order) => found.get(keyOf(order)),
    add: (order, measured) => void found.set(keyOf(order), measured),
    close: () => undefined,
  }
}

/**
 * Opens the journal of one study, or makes it. `study` names its strategy, data and terms: a journal of another one is refused.
 */
export function openStudyJournal(path: string, study: string): StudyJournal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const found = existsSync(path) ? readLines(path, study) : new Map<string, MeasuredRun>()
  const kept = found.size
  const file = openSync(path, 'a', 0o600)
  if (readFileSync(path).length === 0) append(file, toText({ format: FORMAT, study }))
  return {
    kept,
    find: (order) => found.get(keyOf(order)),
    add(order, measured) {
      const key = keyOf(order)
      if (found.has(key)) return
      found.set(key, measured)
      // A run that somebody killed is no result: it is run again when the study goes on.
      if (measured.fault?.kind !== 'KILLED') append(file, toText({ key, measured } satisfies Line))
    },
    close() {
      fsyncSync(file)
      closeSync(file)
    },
  }
}

/** What tells one run of a study from another: its parameters and its span. */
function keyOf({ params, from, to }: RunOrder): string {
  return canonicalJson({ params, from: from ?? null, to: to ?? null })
}

function append(file: number, line: string): void {
  const bytes = Buffer.from(`${line}\n`)
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
}

function readLines(path: string, study: string): Map<string, MeasuredRun> {
  const text = readFileSync(path, 'utf8')
  const end = text.lastIndexOf('\n') + 1
  const [head, ...lines] = text.slice(0, end).split('\n').slice(0, -1)
  if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)))
  if (head === undefined) return new Map()
  const found = new Map<string, MeasuredRun>()
  try {
    const header = fromText(head) as { readonly format?: unknown; readonly study?: unknown }
    if (header.format !== FORMAT || header.study !== study)
      throw new StudyFault(
        'DATA',
        `${path} is the journal of another study, or of another version: remove it to begin anew`,
      )
    for (const line of lines) {
      const { key, measured } = fromText(line) as Line
      found.set(key, measured)
    }
  } catch (error) {
    if (error instanceof StudyFault) throw error
    throw new StudyFault('DATA', `${path} is damaged in line ${found.size + 2}: remove it to begin anew`)
  }
  return found
}
