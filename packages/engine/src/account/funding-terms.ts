/** The terms of a deposit, conversion, income or adjustment as one text: what a repeat of its key must match. Amounts are canonical decimals. */

import type { Decimal } from '@quarterdeck/sdk'
import type { IncomeKind } from '../book/command.ts'
import type { AdjustmentKind, CashAdjustment, PositionAdjustment } from '../live/command.ts'

export function depositTerms(amount: Decimal, currency: string): string {
  return `deposit of ${amount} ${currency}`
}

export function incomeTerms(kind: IncomeKind, amount: Decimal, instrumentId: string): string {
  return `${kind} of ${amount} on ${instrumentId}`
}

export function convertTerms(amount: Decimal, fromCurrency: string, toCurrency: string): string {
  return `conversion of ${amount} ${fromCurrency} to ${toCurrency}`
}

export function adjustmentTerms(kind: AdjustmentKind, adjusted: CashAdjustment | PositionAdjustment): string {
  if ('currency' in adjusted) return `${kind} adjustment of ${adjusted.amount} ${adjusted.currency}`
  const { lots, instrumentId, priceTicks } = adjusted
  return `${kind} adjustment of ${lots} lots of ${instrumentId} at ${priceTicks} ticks`
}
