/** What trading cost, by kind: fees, slippage, and what holding cost or paid. */
import { sum } from '../statistics/index.ts'
import type { ReportCarry, ReportInput } from './input.ts'

export interface CostBreakdown {
  readonly fees: number
  /** Null: no fill has it measured. It is part of the prices already. */
  readonly slippage: number | null
  /** By kind, positive when paid, only kinds that occurred, in the order of their names. */
  readonly carry: Readonly<Partial<Record<ReportCarry['kind'], number>>>
  readonly total: number
  /** Change of equity with the costs put back. */
  readonly gross: number
  /** Costs over a positive gross profit; NaN where there was none. */
  readonly overGross: number
}

export function costsOf({ fills, carry, equity, initialCapital }: ReportInput): CostBreakdown {
  const fees = sum(fills.map((fill) => fill.fee))
  const measured = fills.flatMap((fill) => (fill.slippage === null ? [] : [fill.slippage]))
  const slippage = measured.length === 0 ? null : sum(measured)
  const kinds = [...new Set(carry.map(({ kind }) => kind))].sort()
  const byKind = kinds.map(
    (kind) => [kind, sum(carry.filter((one) => one.kind === kind).map(({ cost }) => cost))] as const,
  )
  const total = fees + (slippage ?? 0) + sum(byKind.map(([, cost]) => cost))
  const gross = (equity.at(-1) ?? initialCapital) - initialCapital + total
  return {
    fees,
    slippage,
    carry: Object.fromEntries(byKind),
    total,
    gross,
    overGross: gross > 0 ? total / gross : Number.NaN,
  }
}
