/**
 * Logistic regression by Newton's method, with the weights held small (L2): the one best fit, reached in a few steps, with no
 * chance in it.
 */

/** A row a case: its features, already measured in deviations, and whether it came true. */
export interface LogisticCases {
  readonly rows: readonly Float64Array[]
  /** 1 or 0, one a row. */
  readonly labels: Uint8Array
}

export interface LogisticFit {
  readonly weights: Float64Array
  readonly bias: number
  readonly steps: number
}

/** The cases have no one best fit, or none that numbers can hold. */
export class FitFault extends Error {
  override readonly name = 'FitFault'
}

const STEPS_MAX = 100
const STEP_DONE = 1e-12

/** Fits weights and bias. `l2` above 0 is the price of a weight's square; the bias is free. */
export function fitLogistic({ rows, labels }: LogisticCases, l2: number): LogisticFit {
  const width = rows[0]?.length ?? 0
  // The bias is the last of the weights.
  let point = new Float64Array(width + 1)
  let loss = lossOf(point, { rows, labels }, l2)
  for (let steps = 1; steps <= STEPS_MAX; steps += 1) {
    const step = newtonStep(point, { rows, labels }, l2)
    let share = 1
    let next = moved(point, step, share)
    let nextLoss = lossOf(next, { rows, labels }, l2)
    // Far from the best a whole step can overshoot; half of it, often enough, never does.
    while (nextLoss > loss && share > 1e-6) {
      share /= 2
      next = moved(point, step, share)
      nextLoss = lossOf(next, { rows, labels }, l2)
    }
    const isDone = nextLoss >= loss || step.every((one) => Math.abs(one) < STEP_DONE)
    if (nextLoss <= loss) {
      point = next
      loss = nextLoss
    }
    if (isDone) return { weights: point.slice(0, width), bias: point[width]!, steps }
  }
  throw new FitFault(`the fit did not settle within ${STEPS_MAX} steps`)
}

function chanceUp(point: Float64Array, row: Float64Array): number {
  let sum = point[row.length]!
  for (let at = 0; at < row.length; at += 1) sum += point[at]! * row[at]!
  return 1 / (1 + Math.exp(-sum))
}

/** Log loss of all cases and the price of the weights. */
function lossOf(point: Float64Array, { rows, labels }: LogisticCases, l2: number): number {
  let loss = 0
  for (const [index, row] of rows.entries()) {
    let sum = point[row.length]!
    for (let at = 0; at < row.length; at += 1) sum += point[at]! * row[at]!
    const against = labels[index] === 1 ? -sum : sum
    loss += against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against))
  }
  for (let at = 0; at < point.length - 1; at += 1) loss += (l2 / 2) * point[at]! ** 2
  return loss
}

function newtonStep(point: Float64Array, { rows, labels }: LogisticCases, l2: number): Float64Array {
  const size = point.length
  const slope = new Float64Array(size)
  const curvature = Array.from({ length: size }, () => new Float64Array(size))
  for (const [index, row] of rows.entries()) {
    const up = chanceUp(point, row)
    const error = up - labels[index]!
    const weight = up * (1 - up)
    for (let one = 0; one < size; one += 1) {
      const value = one < row.length ? row[one]! : 1
      slope[one]! += error * value
      for (let other = 0; other <= one; other += 1)
        curvature[one]![other]! += weight * value * (other < row.length ? row[other]! : 1)
    }
  }
  for (let at = 0; at < size - 1; at += 1) {
    slope[at]! += l2 * point[at]!
    curvature[at]![at]! += l2
  }
  return solved(curvature, slope)
}

function moved(point: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(point, (value, at) => value - share * step[at]!)
}

/** Solves a symmetric positive system, of which the lower half is given, by Cholesky. */
function solved(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  const root = lower.map((row) => row.slice())
  for (let one = 0; one < size; one += 1) {
    for (let other = 0; other <= one; other += 1) {
      let sum = root[one]![other]!
      for (let at = 0; at < other; at += 1) sum -= root[one]![at]! * root[other]![at]!
      if (one !== other) root[one]![other] = sum / root[other]![other]!
      else if (sum > 0) root[one]![one] = Math.sqrt(sum)
      else throw new FitFault('the features do not tell a best fit: two are the same, or all cases agree')
    }
  }
  const out = right.slice()
  for (let one = 0; one < size; one += 1) {
    for (let at = 0; at < one; at += 1) out[one]! -= root[one]![at]! * out[at]!
    out[one]! /= root[one]![one]!
  }
  for (let one = size - 1; one >= 0; one -= 1) {
    for (let at = one + 1; at < size; at += 1) out[one]! -= root[at]![one]! * out[at]!
    out[one]! /= root[one]![one]!
  }
  return out
}
