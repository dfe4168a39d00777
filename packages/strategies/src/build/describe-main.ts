/**
 * Main of the build's second child: evaluates a bundle once, to ask the strategy what it is. The author's code runs here, in the
 * compartment and behind the walls that it will trade behind.
 *
 * Arguments: the parent's process id, and the memory that it may have, MiB. The bundle comes as one line of JSON.
 */

import { Buffer } from 'node:buffer'
import { readSync, writeSync } from 'node:fs'
import { giveUpPermissions, stripProcess } from '../runner/bare-process.ts'
import { raiseWalls } from '../runner/walls.ts'
import { evaluateBundle } from '../sandbox/compartment.ts'
import { hardenRealm, languageGlobals } from '../sandbox/hardened-realm.ts'

const STDIN = 0
const STDOUT = 1
const READ_BYTES = 65_536
const WORDS_LENGTH_MAX = 2_000
const ORPHANED = 5

const [, , parentPid, memoryMiB] = process.argv
// Taken hold of before `process` is emptied.
const end = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process)

type Answer = { readonly description: string } | { readonly error: string; readonly stack: string }

/** Gives up everything but the two pipes. */
function settleIn(): void {
  raiseWalls(Number(memoryMiB))
  // A parent that died before the wall stood would not be noticed: what it wrote may never end.
  if (process.ppid !== Number(parentPid)) end(ORPHANED)
  giveUpPermissions()
  hardenRealm()
  const isOfLanguage = languageGlobals()
  stripProcess((name) => isOfLanguage.has(name))
}

function readBundle(): string {
  const pieces: Buffer[] = []
  for (;;) {
    const piece = Buffer.allocUnsafe(READ_BYTES)
    const read = readSync(STDIN, piece, 0, READ_BYTES, null)
    if (read === 0) end(ORPHANED)
    pieces.push(piece.subarray(0, read))
    if (piece[read - 1] === 10) break
  }
  return (JSON.parse(Buffer.concat(pieces).toString('utf8')) as { bundle: string }).bundle
}

function answerOf(bundle: string): Answer {
  try {
    const description: unknown = evaluateBundle(bundle).describe()
    return typeof description === 'string'
      ? { description }
      : { error: 'it does not describe itself', stack: '' }
  } catch (error) {
    return { error: wordsOf(() => String(error)), stack: wordsOf(() => String((error as Error).stack)) }
  }
}

/** What was thrown is the author's, and may throw when it is read. */
function wordsOf(read: () => string): string {
  try {
    return read().slice(0, WORDS_LENGTH_MAX)
  } catch (error) {
    return `what was thrown cannot be read (${typeof error})`
  }
}

function write(text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) done += writeSync(STDOUT, bytes, done)
}

settleIn()
write(`${JSON.stringify(answerOf(readBundle()))}\n`)
// At once: whatever the author's code left to run later never does.
end(0)
