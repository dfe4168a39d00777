/**
 * The normal and Student's t distribution, to about fourteen digits.
 *
 * Through the incomplete gamma and beta functions (series and continued fractions of Abramowitz and Stegun 6.5.29,
 * 6.5.31 and 26.5.8, evaluated by Lentz's method).
 */

const ITERATIONS_MAX = 500
const TINY = 1e-300
const EPSILON = 1e-16

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/** Probability that a standard normal variable is at most `x`. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const half = (x * x) / 2
  if (half > 700) return x > 0 ? 1 : 0
  const tail = half < 1.5 ? (1 - gammaSeries(half)) / 2 : gammaFraction(half) / 2
  return x > 0 ? 1 - tail : tail
}

/**
 * The value that a standard normal variable stays below with the given probability.
 *
 * Bisection over -40 to 40 until neighbours meet: slow (some 60 steps) and exact to the last digits.
 *
 * @param probability 0 to 1; -Infinity at 0, Infinity at 1
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN
  if (probability === 0) return -Infinity
  if (probability === 1) return Infinity
  // In the upper half one minus the probability keeps more digits than the probability itself.
  if (probability > 0.5) return -normalQuantile(1 - probability)
  let low = -40
  let high = 0
  while (high - low > 1e-14 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (normalCdf(middle) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Probability that a variable of Student's t distribution is at most `t`. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t) || !(degreesOfFreedom > 0)) return Number.NaN
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0
  const x = degreesOfFreedom / (degreesOfFreedom + t * t)
  const tail = incompleteBeta(x, degreesOfFreedom / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** Lower regularized gamma of one half. */
function gammaSeries(x: number): number {
  if (x === 0) return 0
  let term = 2
  let total = term
  for (let n = 1; n < ITERATIONS_MAX && term > total * EPSILON; n++) {
    term *= x / (n + 0.5)
    total += term
  }
  return (total * Math.exp(-x) * Math.sqrt(x)) / Math.sqrt(Math.PI)
}

/** Upper regularized gamma of one half. */
function gammaFraction(x: number): number {
  let b = x + 0.5
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let i = 1; i < ITERATIONS_MAX; i++) {
    const an = -i * (i - 0.5)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    h *= d * c
    if (Math.abs(d * c - 1) < EPSILON) break
  }
  return (Math.exp(-x) * Math.sqrt(x) * h) / Math.sqrt(Math.PI)
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  // The fraction converges fast on one side of the mean only; the other follows from the symmetry of the function.
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < ITERATIONS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < EPSILON) break
  }
  return h
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

/** Stirling's series, after lifting the argument to where it converges. */
function logGamma(x: number): number {
  let lifted = x
  let shift = 0
  while (lifted < 15) {
    shift += Math.log(lifted)
    lifted++
  }
  const inverse = 1 / (lifted * lifted)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / lifted
  return (lifted - 0.5) * Math.log(lifted) - lifted + Math.log(2 * Math.PI) / 2 + series - shift
}
