/** Plays pyfolio's drawdown cases on our drawdown table. */
import { drawdowns, deepestDrawdowns } from '../../src/statistics/index.ts'
import { compare, toDecimals, type CaseResult } from './case-result.ts'

export interface PyfolioFile {
  readonly cases: readonly {
    readonly prices: readonly number[]
    readonly start: string
    readonly expected: {
      readonly peak?: string
      readonly valley?: string
      readonly recovery?: string | null
      readonly duration_business_days?: number | null
      readonly net_drawdown_pct?: number
    }
  }[]
}

export function pyfolio(file: PyfolioFile): CaseResult[] {
  return file.cases.map(({ prices, start, expected }, i) => {
    const [worst] = deepestDrawdowns(drawdowns(prices), 1)
    const date = (index: number): string => day(start, index)
    const recovered = worst?.recoveryIndex ?? null
    const answers: Readonly<Record<string, unknown>> = {
      peak: date(worst?.peakIndex ?? 0),
      valley: date(worst?.valleyIndex ?? 0),
      recovery: recovered === null ? null : date(recovered),
      duration_business_days:
        recovered === null ? null : businessDays(start, worst?.peakIndex ?? 0, recovered),
      net_drawdown_pct: -(worst?.depth ?? 0) * 100,
    }
    const keys = Object.keys(expected)
    return compare(
      `drawdown ${i + 1}: ${keys.join(', ')}`,
      { ours: keys.map((key) => answers[key]), expected: Object.values(expected) },
      toDecimals(8),
    )
  })
}

function day(start: string, index: number): string {
  return new Date(Date.parse(start) + index * 86_400_000).toISOString().slice(0, 10)
}

/** Monday to Friday, both ends counted. */
function businessDays(start: string, from: number, to: number): number {
  return Array.from({ length: to - from + 1 }, (_, i) => new Date(day(start, from + i)).getUTCDay()).filter(
    (weekday) => weekday % 6 !== 0,
  ).length
}
