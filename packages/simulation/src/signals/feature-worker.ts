/**
 * A process of its own that runs the code of one signal's file over bars: it answers once, with the columns of the features and
 * the proof that they know no future, and ends.
 *
 * It is started with Node's permissions, and gives up files before the first bar.
 */

import { readFileSync, writeSync } from 'node:fs'
import type { BarColumns } from '@quarterdeck/market-data'
import { featuresOver, type FeatureColumns, type SignalSeries, type SignalTerms } from '@quarterdeck/sdk'
import { dieWithParent } from '../worker/die-with-parent.ts'
import { encodeFrame, FrameReader } from '../worker/frame.ts'
import { loadSignal, type StrategySource } from '../worker/strategy-file.ts'
import { provePointInTime, type PointInTimeProof } from './point-in-time.ts'

export interface FeatureOrder {
  readonly file: string
  readonly series: SignalSeries
  readonly bars: BarColumns
  readonly seed: number
}

export type FeatureAnswer =
  | {
      readonly type: 'FEATURES'
      readonly signal: SignalTerms
      readonly sources: readonly StrategySource[]
      readonly features: FeatureColumns
      readonly proof: PointInTimeProof
    }
  /** The file cannot be loaded, or its code threw. */
  | { readonly type: 'UNFIT'; readonly message: string }

const STDIN = 0
const STDOUT = 1

async function answer({ file, series, bars, seed }: FeatureOrder): Promise<FeatureAnswer> {
  const { permission } = process as { readonly permission?: { drop(scope: string): void } }
  permission?.drop('ffi')
  try {
    const { signal, sources } = await loadSignal(file)
    permission?.drop('fs')
    const { name, version, horizonBars } = signal
    const features = featuresOver(signal, bars)
    const proof = provePointInTime(signal, series, bars, { seed })
    return { type: 'FEATURES', signal: { name, version, horizonBars }, sources, features, proof }
  } catch (error) {
    return { type: 'UNFIT', message: error instanceof Error ? error.message : String(error) }
  }
}

// What the signal prints must not be taken for an answer.
Object.defineProperty(process, 'stdout', { value: process.stderr })
globalThis.console = new console.Console(process.stderr, process.stderr)
await dieWithParent()
const [order] = new FrameReader().push(readFileSync(STDIN))
const frame = encodeFrame(await answer(order as FeatureOrder))
for (let done = 0; done < frame.length;) done += writeSync(STDOUT, frame, done)
