/** `defineSignal`: the plug-in interface for sources of signals, and where a wrong declaration is found. */

import type { Feature } from './feature.ts'
import { SignalDefinitionError } from './signal-error.ts'
import type { TrainingWindow } from './signal.ts'

/** What a model makes of the features of one bar. */
export interface Prediction {
  /** From -1 to 1. */
  readonly score: number
  /** From 0 to 1. */
  readonly confidence: number
}

/** A model: the same features always give the same prediction. */
export interface SignalModel {
  /** Of all numbers that decide; 32 hexadecimal digits for the models of the SDK. */
  readonly digest: string
  /** The signal that it was trained for; null: it does not say. */
  readonly signal: SignalTerms | null
  /** The features it was trained on, in the order in which it takes them. */
  readonly features: readonly string[]
  /** null: it does not say. */
  readonly training: TrainingWindow | null
  /** `values` are finite, in the order of `features`. */
  predict(values: Float64Array): Prediction
}

/** What a model and a signal must agree in. */
export interface SignalTerms {
  /** Lower-case words joined by hyphens, at most 40 characters. */
  readonly name: string
  /** Of the features' code: `1.0.0`. Raise it when what they compute changes; a model of another version no longer fits. */
  readonly version: string
  /** How many bars ahead the model speaks, 1 to 10,000. */
  readonly horizonBars: number
}

export interface SignalDefinition extends SignalTerms {
  /** Makes the features of one stream, anew with each call. 1 to 64 of them. */
  features(): Readonly<Record<string, Feature>>
  /** Left out: it can be trained, and gives no signals yet. */
  readonly model?: SignalModel
}

/** A definition with its model. */
export type TrainedSignal = SignalDefinition & { readonly model: SignalModel }

export const SIGNAL_FEATURES_MAX = 64
export const SIGNAL_HORIZON_BARS_MAX = 10_000

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const VERSION = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/
const FEATURE_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/

/**
 * Declares a signal. Throws a `SignalDefinitionError` that names what is wrong.
 *
 * @example
 * export default defineSignal({
 *   name: 'trend',
 *   version: '1.0.0',
 *   horizonBars: 10,
 *   features: () => ({ momentum: feature(new Roc(10), (bar) => bar.close) }),
 * })
 */
export function defineSignal<const Definition extends SignalDefinition>(definition: Definition): Definition {
  const fault = definitionFault(definition)
  if (fault !== null) throw new SignalDefinitionError(`signal ${String(definition.name)}: ${fault}`)
  return Object.freeze({ ...definition })
}

/** The same signal with a model that was trained on its features. Throws a `SignalDefinitionError` where it was not. */
export function withModel(definition: SignalDefinition, model: SignalModel): TrainedSignal {
  return defineSignal({ ...definition, model })
}

/** The names of a signal's features, in their order. */
export function featureNames(definition: SignalDefinition): readonly string[] {
  return Object.keys(definition.features())
}

function definitionFault(definition: SignalDefinition): string | null {
  const { name, version, horizonBars, model } = definition
  if (typeof name !== 'string' || !NAME.test(name) || name.length > 40)
    return 'name must be lower-case words joined by hyphens, at most 40 characters'
  if (typeof version !== 'string' || !VERSION.test(version))
    return `version must be three whole numbers, as in 1.0.0 (was ${String(version)})`
  if (!Number.isInteger(horizonBars) || horizonBars < 1 || horizonBars > SIGNAL_HORIZON_BARS_MAX)
    return `horizonBars must be a whole number from 1 to ${SIGNAL_HORIZON_BARS_MAX} (was ${String(horizonBars)})`
  if (typeof definition.features !== 'function') return 'features must be a function'
  const names = featureNames(definition)
  if (names.length < 1 || names.length > SIGNAL_FEATURES_MAX)
    return `features must be 1 to ${SIGNAL_FEATURES_MAX} (were ${names.length})`
  const odd = names.find((one) => !FEATURE_NAME.test(one))
  if (odd !== undefined)
    return `feature ${odd}: a name must be letters, digits and _, at most 40, a letter first`
  if (model === undefined) return null
  if (model.features.join(' ') !== names.join(' '))
    return `its model was trained on ${model.features.join(', ')}; its features are ${names.join(', ')}`
  const [asked, given] = [inWords(definition), inWords(model.signal ?? definition)]
  return asked === given ? null : `its model was trained for ${given}; it is ${asked}`
}

function inWords({ name, version, horizonBars }: SignalTerms): string {
  return `${name} ${version}, ${horizonBars} bars ahead`
}
