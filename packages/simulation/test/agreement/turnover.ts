/** Plays bt's turnover case: an equal-weight portfolio of whole shares, rebalanced at each close. */
import { turnover } from '../../src/statistics/index.ts'
import { compare, toShare, type CaseResult } from './case-result.ts'

export interface TurnoverFile {
  readonly parameters: { readonly initial_capital: number }
  readonly prices: {
    readonly dates: readonly string[]
    readonly a: readonly number[]
    readonly b: readonly number[]
  }
  readonly expected_turnover: readonly { readonly numerator: number; readonly denominator: number }[]
}

export function btTurnover(file: TurnoverFile): CaseResult[] {
  const held = { a: 0, b: 0 }
  let cash = file.parameters.initial_capital
  return file.expected_turnover.map(({ numerator, denominator }, i) => {
    const price = { a: file.prices.a[i] ?? 0, b: file.prices.b[i] ?? 0 }
    const value = cash + held.a * price.a + held.b * price.b
    let bought = 0
    let sold = 0
    for (const one of ['a', 'b'] as const) {
      const wanted = Math.floor(value / 2 / price[one])
      const paid = (wanted - held[one]) * price[one]
      if (paid > 0) bought += paid
      else sold -= paid
      cash -= paid
      held[one] = wanted
    }
    return compare(
      `turnover of ${file.prices.dates[i] ?? ''}`,
      { ours: [turnover({ bought, sold, value })], expected: [numerator / denominator] },
      toShare(1e-12),
    )
  })
}
