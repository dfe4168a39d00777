/** Runs a signal's file over bars in a process of its own, and stops it when it takes too long or too much. */

import { spawn } from 'node:child_process'
import { dirname, join, resolve } from 'node:path'
import { StudyFault } from '../study/study-fault.ts'
import { exitInWords } from '../worker/exit-codes.ts'
import { encodeFrame, FrameReader } from '../worker/frame.ts'
import type { FeatureAnswer, FeatureOrder } from './feature-worker.ts'

export interface SignalFile {
  readonly path: string
  /** Most time for all of it, milliseconds. */
  readonly limitMs: number
  /** Heap of its objects, MiB. */
  readonly heapMiB: number
  /** What it prints. */
  readonly onPrint?: (text: string) => void
}

export type SignalFeatures = Extract<FeatureAnswer, { readonly type: 'FEATURES' }>

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..')
const MAIN = join(import.meta.dirname, 'feature-worker.ts')

/** The features of a signal's file over bars. Throws a `StudyFault` where it cannot be loaded, throws, or is stopped. */
export async function featuresInWorker(
  file: SignalFile,
  order: Omit<FeatureOrder, 'file'>,
): Promise<SignalFeatures> {
  const path = resolve(file.path)
  const child = spawn(process.execPath, [...flagsOf(path, file.heapMiB), MAIN], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { TZ: 'UTC' },
  })
  const reader = new FrameReader()
  const answers: unknown[] = []
  let isLate = false
  child.stdout.on('data', (piece: Buffer) => void answers.push(...reader.push(piece)))
  child.stderr.on('data', (piece: Buffer) => file.onPrint?.(piece.toString('utf8')))
  // A worker that is gone cannot be written to; its end is told by `close`.
  child.stdin.on('error', () => undefined)
  const closed = new Promise<string>((done) => {
    child.on('error', (error) => done(error.message))
    child.on('close', (code, signal) => done(exitInWords(code, signal)))
  })
  const limit = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, file.limitMs)
  child.stdin.end(encodeFrame({ ...order, file: path }))
  const end = await closed
  clearTimeout(limit)
  if (isLate)
    throw new StudyFault('STRATEGY', `the signal was stopped: it took more than ${file.limitMs / 1_000} s`)
  const [answer] = answers as readonly FeatureAnswer[]
  if (answer === undefined) throw new StudyFault('WORKER', `the signal's process gave no answer: ${end}`)
  if (answer.type === 'UNFIT') throw new StudyFault('STRATEGY', answer.message)
  return answer
}

function flagsOf(path: string, heapMiB: number): readonly string[] {
  return [
    '--permission',
    `--allow-fs-read=${REPOSITORY}`,
    `--allow-fs-read=${dirname(path)}`,
    '--allow-ffi',
    `--max-old-space-size=${heapMiB}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
}
