/** Asks a model server about an instrument as the market stands now: features of the closed bars out, a signal in. */
import type { Micros } from '@quarterdeck/engine'
import {
  Atr,
  defineSignal,
  feature,
  featuresOver,
  Roc,
  Rsi,
  Sma,
  StandardDeviation,
  type Signal,
} from '@quarterdeck/sdk'
import { BAR_MICROS } from '../feed/bars.ts'
import type { BarInterval, BarView } from '../runtime.ts'
import { createHash } from 'node:crypto'
import type { ModelClient } from './model-client.ts'

/** What every model server is shown: the shape of the last bars. */
export const marketShape = defineSignal({
  name: 'market-shape',
  version: '1.0.0',
  horizonBars: 15,
  features: () => ({
    change: feature(new Roc(1), (bar) => bar.close),
    momentum: feature(new Roc(15), (bar) => bar.close),
    strength: feature(new Rsi(14, { average: 'SMA' }), (bar) => bar.close),
    distance: feature(
      new Sma(30),
      (bar) => bar.close,
      (average, bar) => 100 * (bar.close / average.value - 1),
    ),
    range: feature(
      new Atr(14),
      (bar) => bar,
      (range, bar) => (100 * range.value) / bar.close,
    ),
    spread: feature(
      new StandardDeviation(30),
      (bar) => bar.close,
      (deviation, bar) => (100 * deviation.value) / bar.close,
    ),
  }),
})

/** Bars that the features are made from: far more than the longest looks back. */
const BARS = 500

export type Consulted =
  | { readonly signal: Signal; readonly silence: null }
  | { readonly signal: null; readonly silence: string }

export interface Consultation {
  readonly source: string
  readonly instrumentId: string
  /** Length of the bars that the features are made from. */
  readonly bar: BarInterval
  readonly now: Micros
  /** Which close is asked about; absent: the newest. */
  readonly closedAt?: Micros
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
}

/** By the same code on demand and at the close of each bar that is followed. */
export async function consult(client: Pick<ModelClient, 'ask'>, of: Consultation): Promise<Consulted> {
  const length: Micros = BAR_MICROS[of.bar]
  const until = of.closedAt ?? of.now
  // The newest bar still runs: what it will be nobody knows.
  const closed = of.bars(of.instrumentId, of.bar, BARS + 1).filter(({ start }) => start + length <= until)
  const features = marketFeatures(closed)
  if (!Object.values(features).every(Number.isFinite))
    return silent(`${of.instrumentId} has too few closed bars for the features`)
  const at = closed.at(-1)!.start + length
  const horizon = marketShape.horizonBars * length
  if (at + horizon <= of.now) return silent(`the market of ${of.instrumentId} stands still`)
  if (of.closedAt !== undefined && at !== of.closedAt)
    return silent(`nothing was quoted of ${of.instrumentId} while the bar ran`)
  const reply = await client.ask({ instrument: of.instrumentId, at, horizon, features })
  if (reply.kind === 'SILENCE') return silent(`${of.source}: ${reply.detail}`)
  const { score, confidence, model } = reply.answer
  const direction = score > 0 ? 'UP' : score < 0 ? 'DOWN' : 'FLAT'
  const provenance = {
    source: `${of.source}/${model.name}`.slice(0, 80),
    version: model.version,
    modelDigest: model.digest,
    features,
    featureDigest: createHash('sha256').update(JSON.stringify(features)).digest('hex'),
    training: null,
  }
  return {
    signal: { instrument: of.instrumentId, at, horizon, direction, score, confidence, provenance },
    silence: null,
  }
}

const silent = (silence: string): Consulted => ({ signal: null, silence })

/** The features after the last of these bars, as history has them. */
export function marketFeatures(closed: readonly BarView[]): Readonly<Record<string, number>> {
  const columns = featuresOver(marketShape, columnsOf(closed))
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.at(-1) ?? Number.NaN]),
  )
}

function columnsOf(bars: readonly BarView[]) {
  const column = (field: 'open' | 'high' | 'low' | 'close') =>
    Float64Array.from(bars, (bar) => Number(bar[field]))
  return {
    time: Float64Array.from(bars, ({ start }) => start),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    // Bars of quotes know no volume, and no feature here asks for it.
    volume: new Float64Array(bars.length),
  }
}
