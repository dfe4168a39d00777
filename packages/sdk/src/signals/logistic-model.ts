/**
 * A logistic regression that was trained elsewhere (`quarterdeck signal train`) and speaks here: the probability that the close is
 * higher after the horizon. Plain arithmetic on the numbers of a JSON file, the same wherever the code runs.
 */

import { Digest } from '../session/digest.ts'
import type { SignalModel } from './define.ts'
import { readModelFile, type LogisticModelFile } from './model-file.ts'

/**
 * The model of a file's content, already parsed. Throws a `ModelFileError` that names the field that is wrong.
 *
 * The score is twice the probability less one; the confidence is the probability of the direction that it names.
 *
 * @example
 * import weights from './model.json' with { type: 'json' }
 * const signal = withModel(trend, logisticModel(weights))
 */
export function logisticModel(json: unknown): SignalModel {
  const file = readModelFile(json)
  const { signal, features, means, deviations, weights, bias, training } = file
  return Object.freeze({
    digest: digestOf(file),
    signal,
    features,
    training,
    predict(values: Float64Array) {
      let sum = bias
      for (let at = 0; at < weights.length; at += 1)
        sum += weights[at]! * ((values[at]! - means[at]!) / deviations[at]!)
      const up = 1 / (1 + Math.exp(-sum))
      return { score: 2 * up - 1, confidence: Math.max(up, 1 - up) }
    },
  })
}

function digestOf({ signal, features, means, deviations, weights, bias }: LogisticModelFile): string {
  const digest = new Digest()
  digest.text(`LOGISTIC ${signal.name} ${signal.version} ${signal.horizonBars}`)
  for (const [at, name] of features.entries()) {
    digest.text(name)
    for (const numbers of [means, deviations, weights]) digest.double(numbers[at]!)
  }
  digest.double(bias)
  return digest.hex()
}
