/** Checks the parameters of indicators: a fault names the indicator, the parameter, what it was and what is allowed. */

/** The longest window: bounds the memory of one indicator (8 MB a column of it). */
export const INDICATOR_PERIOD_MAX = 1_000_000

/** A parameter out of its range. */
export class IndicatorParameterError extends RangeError {
  override readonly name = 'IndicatorParameterError'
  readonly indicator: string
  readonly parameter: string

  constructor(indicator: string, parameter: string, complaint: string) {
    super(`${indicator}: ${parameter} ${complaint}`)
    this.indicator = indicator
    this.parameter = parameter
  }
}

/** Every entry must be a whole number from `min` to {@link INDICATOR_PERIOD_MAX}; the keys are the names told to the reader. */
export function requirePeriods(indicator: string, periods: Readonly<Record<string, number>>, min = 1): void {
  for (const [parameter, value] of Object.entries(periods)) {
    if (Number.isInteger(value) && value >= min && value <= INDICATOR_PERIOD_MAX) continue
    throw new IndicatorParameterError(
      indicator,
      parameter,
      `must be a whole number from ${min} to ${INDICATOR_PERIOD_MAX}; it was ${String(value)}`,
    )
  }
}

/** Every entry must be a finite number above zero, and at most `max`. */
export function requirePositive(
  indicator: string,
  numbers: Readonly<Record<string, number>>,
  max = Number.MAX_VALUE,
): void {
  for (const [parameter, value] of Object.entries(numbers)) {
    if (Number.isFinite(value) && value > 0 && value <= max) continue
    const bound = max === Number.MAX_VALUE ? 'above 0' : `above 0 and at most ${max}`
    throw new IndicatorParameterError(
      indicator,
      parameter,
      `must be a number ${bound}; it was ${String(value)}`,
    )
  }
}

/** The value must be one of `allowed`. */
export function requireOneOf(
  indicator: string,
  parameter: string,
  value: string,
  allowed: readonly string[],
): void {
  if (allowed.includes(value)) return
  throw new IndicatorParameterError(
    indicator,
    parameter,
    `must be one of ${allowed.join(', ')}; it was ${String(value)}`,
  )
}

/** The first period must be shorter than the second; both are named. */
export function requireShorter(
  indicator: string,
  [shorter, short]: readonly [name: string, period: number],
  [longer, long]: readonly [name: string, period: number],
): void {
  if (short < long) return
  throw new IndicatorParameterError(
    indicator,
    shorter,
    `must be less than ${longer}, which is ${long}; it was ${short}`,
  )
}
