/** The terms of a deposit, conversion or income as one text: what a repeat of its key must match. Amounts are canonical decimals. */

import type { Decimal } from '@quarterdeck/sdk'
import type { IncomeKind } from '../book/command.ts'

export function depositTerms(amount: Decimal, currency: string): string {
  return `deposit of ${amount} ${currency}`
}

export function incomeTerms(kind: IncomeKind, amount: Decimal, instrumentId: string): string {
  return `${kind} of ${amount} on ${instrumentId}`
}

export function convertTerms(amount: Decimal, fromCurrency: string, toCurrency: string): string {
  return `conversion of ${amount} ${fromCurrency} to ${toCurrency}`
}
