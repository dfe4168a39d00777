/** The file of a trained model: plain JSON, read with a clear fault for everything that it may not be. */

import { isTimeframe } from '../strategy/time.ts'
import { SIGNAL_FEATURES_MAX, type SignalTerms } from './define.ts'
import { ModelFileError } from './signal-error.ts'
import type { TrainingWindow } from './signal.ts'

/** What decides is what the first lines hold; `training` says what it was made from. More fields (scores) may follow. */
export interface LogisticModelFile {
  readonly format: 'quarterdeck-model/1'
  readonly kind: 'LOGISTIC'
  readonly signal: SignalTerms
  readonly features: readonly string[]
  /** Each feature is measured from its mean, in deviations: those of the training rows. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
  readonly weights: readonly number[]
  readonly bias: number
  readonly training: TrainingWindow
}

type Fields = Readonly<Record<string, unknown>>

/** Throws a `ModelFileError` that names the first field that is wrong. */
export function readModelFile(json: unknown): LogisticModelFile {
  const file = fieldsOf(json, 'file')
  if (file['format'] !== 'quarterdeck-model/1')
    throw new ModelFileError(
      'format',
      `must be "quarterdeck-model/1" (was ${JSON.stringify(file['format'])})`,
    )
  if (file['kind'] !== 'LOGISTIC')
    throw new ModelFileError('kind', `must be "LOGISTIC" (was ${JSON.stringify(file['kind'])})`)
  const features = namesOf(file['features'])
  const numbers = (field: string): readonly number[] => numbersOf(field, file[field], features.length)
  const deviations = numbers('deviations')
  if (deviations.some((one) => one <= 0)) throw new ModelFileError('deviations', 'must all be above 0')
  return {
    format: 'quarterdeck-model/1',
    kind: 'LOGISTIC',
    signal: signalOf(fieldsOf(file['signal'], 'signal')),
    features,
    means: numbers('means'),
    deviations,
    weights: numbers('weights'),
    bias: numberOf('bias', file['bias']),
    training: trainingOf(fieldsOf(file['training'], 'training')),
  }
}

function signalOf(signal: Fields): SignalTerms {
  return {
    name: textOf('signal.name', signal['name']),
    version: textOf('signal.version', signal['version']),
    horizonBars: numberOf('signal.horizonBars', signal['horizonBars']),
  }
}

function trainingOf(training: Fields): TrainingWindow {
  const timeframe = textOf('training.timeframe', training['timeframe'])
  if (!isTimeframe(timeframe)) throw new ModelFileError('training.timeframe', 'must be a timeframe, as in 1m')
  return Object.freeze({
    instrument: textOf('training.instrument', training['instrument']),
    timeframe,
    from: numberOf('training.from', training['from']),
    to: numberOf('training.to', training['to']),
    rows: numberOf('training.rows', training['rows']),
  })
}

function fieldsOf(value: unknown, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new ModelFileError(field, 'must be an object')
}

function namesOf(value: unknown): readonly string[] {
  const isNames = Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (isNames && value.length >= 1 && value.length <= SIGNAL_FEATURES_MAX)
    return Object.freeze([...(value as readonly string[])])
  throw new ModelFileError('features', `must be a list of 1 to ${SIGNAL_FEATURES_MAX} names`)
}

function numbersOf(field: string, value: unknown, length: number): readonly number[] {
  if (!Array.isArray(value) || value.length !== length)
    throw new ModelFileError(field, `must be a list of ${length} numbers, one a feature`)
  return value.map((one) => numberOf(field, one))
}

function numberOf(field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new ModelFileError(field, `must be a finite number (was ${JSON.stringify(value) ?? 'missing'})`)
}

function textOf(field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ModelFileError(field, `must be a text (was ${JSON.stringify(value) ?? 'missing'})`)
}
