/** `quarterdeck signal train`: from a signal's file and recorded bars to the file of a model, with what it is worth. */

import { existsSync, statSync, writeFileSync } from 'node:fs'
import { isTimeframe, isoInstant } from '@quarterdeck/sdk'
import { featuresInWorker, trainSignal, TrainingFault, type TrainedModelFile } from '@quarterdeck/simulation'
import { Refused, WrongUsage } from '../../exit.ts'
import { inWords } from '../backtest/in-words.ts'
import { readSources, type BarSource, type SourceOptions } from '../backtest/sources.ts'

export interface TrainOptions extends SourceOptions {
  readonly bars: string
  readonly out: string
  readonly train: number
  readonly gap?: number
  readonly l2: number
  readonly seed: number
  readonly stall: number
  readonly memory: number
  readonly json: boolean
}

export async function train(path: string, options: TrainOptions): Promise<void> {
  if (!existsSync(path) || !statSync(path).isFile()) throw new WrongUsage(`FILE: there is no file ${path}`)
  const model = await inWords(async () => {
    const [source] = await readSources([options.bars], options)
    return trained(path, source!, options)
  })
  writeFileSync(options.out, `${JSON.stringify(model, null, 2)}\n`)
  process.stdout.write(
    options.json ? `${JSON.stringify(model, null, 2)}\n` : `${said(model, options.out).join('\n')}\n`,
  )
}

async function trained(path: string, source: BarSource, options: TrainOptions): Promise<TrainedModelFile> {
  const { timeframe, bars } = source
  const instrumentId = source.instrumentId ?? `FILE:${source.nickname}`
  if (!isTimeframe(timeframe))
    throw new WrongUsage(
      `--timeframe: bars of ${timeframe} have no fixed length; a signal needs s, m, h, d or w`,
    )
  const { signal, features, proof } = await featuresInWorker(
    {
      path,
      limitMs: options.stall * 1_000,
      heapMiB: options.memory,
      onPrint: (text) => void process.stderr.write(text),
    },
    { series: { instrument: instrumentId, timeframe }, bars, seed: options.seed },
  )
  if (proof.divergence !== null) {
    const { column, row, bars: known } = proof.divergence
    throw new Refused(
      `The feature ${column} looks ahead: at bar ${row + 1} it is another one when only ${known} bars are known. No model was written.`,
    )
  }
  try {
    const { gap, l2, seed, train: trainShare } = options
    return trainSignal({
      signal,
      instrumentId,
      timeframe,
      bars,
      features,
      trainShare,
      l2,
      seed,
      ...(gap !== undefined && { gapBars: gap }),
    })
  } catch (error) {
    throw error instanceof TrainingFault ? new Refused(error.message) : error
  }
}

function said(
  { signal, features, weights, training, terms, scores }: TrainedModelFile,
  out: string,
): string[] {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`
  const [low, high] = scores.gainInterval.map((value) => value.toFixed(4))
  return [
    `${signal.name} ${signal.version}, ${signal.horizonBars} bars ahead, of ${training.instrument} ${training.timeframe}`,
    `learned from ${training.rows} rows, ${isoInstant(training.from)} to ${isoInstant(training.to)}`,
    `tried on     ${scores.rows} rows, ${isoInstant(terms.testFrom)} to ${isoInstant(terms.testTo)}; ${terms.purgedRows} between them left out`,
    '',
    `accuracy     ${percent(scores.accuracy)} (base rate: ${percent(scores.baseAccuracy)})`,
    `log loss     ${scores.logLoss.toFixed(4)} (base rate: ${scores.baseLogLoss.toFixed(4)})`,
    `saved        ${scores.gain.toFixed(4)}, from ${low} to ${high} in nine of ten histories`,
    `calibration  off by ${percent(scores.calibrationError)} on average`,
    ...scores.calibration.map(
      ({ from, to, rows, predicted, happened }) =>
        `             ${from.toFixed(1)} to ${to.toFixed(1)}: said ${percent(predicted)}, came true ${percent(happened)} of ${rows}`,
    ),
    '',
    `weights      ${features.map((name, at) => `${name} ${weights[at]!.toFixed(3)}`).join(', ')}`,
    scores.isBetterThanBase
      ? 'It is better than the base rate, beyond luck.'
      : 'It is NOT shown to be better than the base rate: what it says may be luck.',
    `Written to ${out}.`,
  ]
}
