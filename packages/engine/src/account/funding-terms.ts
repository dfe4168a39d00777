/** The terms of a deposit or conversion as one text: what a repeat of its key must match. Amounts are canonical decimals. */

import type { Decimal } from '@quarterdeck/sdk'

export function depositTerms(amount: Decimal, currency: string): string {
  return `deposit of ${amount} ${currency}`
}

export function convertTerms(amount: Decimal, fromCurrency: string, toCurrency: string): string {
  return `conversion of ${amount} ${fromCurrency} to ${toCurrency}`
}
