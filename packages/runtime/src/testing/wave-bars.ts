/** A dataset for tests: one-minute bars whose close follows a wave, so that averages cross; and terms to play it on. */
import { Readable } from 'node:stream'
import type { Actor } from '@quarterdeck/engine'
import type { Research, SweepTerms } from '../research/research.ts'

const MINUTE_MS = 60_000
const START_MS = Date.UTC(2026, 0, 5)

export const WAVE_HEADER = 'time,open,high,low,close,volume\n'

/** Rows of CSV from a minute on. */
export function waveRows(from: number, count: number): string {
  return Array.from({ length: count }, (_, place) => {
    const minute = from + place
    const close = (100 + 10 * Math.sin(minute / 20)).toFixed(2)
    const at = new Date(START_MS + minute * MINUTE_MS).toISOString()
    return `${at},${close},${close},${close},${close},1000\n`
  }).join('')
}

/** The wave as an order book, a whole one each minute: half a dollar to either side of the close. */
export function waveBook(count: number): string {
  const rows = Array.from({ length: count }, (_, minute) => {
    const close = 100 + 10 * Math.sin(minute / 20)
    const at = new Date(START_MS + minute * MINUTE_MS).toISOString()
    return `${at},${(close - 0.5).toFixed(2)},${10_000 + minute},${(close + 0.5).toFixed(2)},10000\n`
  })
  return `time,bid_price_1,bid_size_1,ask_price_1,ask_size_1\n${rows.join('')}`
}

/** Starts an import of the wave; the id of its job. */
export async function importWave(
  { datasets }: Research,
  asking: { readonly organizationId: string; readonly actor: Actor },
  { instrumentId, bars }: { readonly instrumentId: string; readonly bars: number },
): Promise<string> {
  const file = Readable.from([Buffer.from(WAVE_HEADER + waveRows(0, bars))])
  const { id: uploadId } = await datasets.upload(asking.organizationId, 'wave.csv', file)
  return datasets.import(asking, {
    uploadId,
    instrumentId,
    kind: 'BARS',
    timeframe: '1m',
    mode: 'APPEND',
    assetClass: 'EQUITY',
    choices: {},
  })
}

/** A grid of 60 trials over a dataset. */
export function waveSweep(datasetId: string): SweepTerms {
  return {
    name: 'wave',
    strategy: 'sma-cross',
    parameters: {},
    datasetIds: [datasetId],
    from: null,
    to: null,
    currency: 'USD',
    cash: '100000',
    fills: {},
    seed: 1,
    axes: { fast: '2:11:1', slow: '12:22:2' },
    method: 'GRID',
    samples: null,
    objective: 'totalReturn',
  }
}

/** A sweep that learns from what was recorded, or a walk-forward of two windows with five sets and a test each: 12 trials. */
export type WaveSearch = 'BAYESIAN' | 'WALK_FORWARD'

/** Starts a search over a dataset; its id. */
export function searchWave(
  { backtests }: Research,
  asking: { readonly organizationId: string; readonly actor: Actor },
  { datasetId, search }: { readonly datasetId: string; readonly search: WaveSearch },
): Promise<string> {
  const terms = waveSweep(datasetId)
  if (search === 'BAYESIAN') return backtests.sweep(asking, { ...terms, method: search, samples: 12 })
  return backtests.walkForward(asking, {
    ...terms,
    method: 'LATIN_HYPERCUBE',
    samples: 5,
    walkForward: { kind: 'ROLLING', train: '3000m', test: '900m', step: '2000m', purge: null, embargo: null },
  })
}
