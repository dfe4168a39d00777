/**
 * The double entries of each event that moves money: debit positive, credit negative, zero per currency (LE-01).
 */

import type { InstrumentState, Money, Posting } from '../book/book.ts'
import type { IncomeKind } from '../book/command.ts'
import type { FillEffect } from '../position/apply-fill.ts'

/** A deposit: cash in, external out. */
export function depositPostings(accountIndex: number, currency: string, amount: Money): Posting[] {
  return [
    { accountIndex, ledgerAccount: 'CASH', currency, instrumentIndex: null, amount },
    { accountIndex, ledgerAccount: 'EXTERNAL', currency, instrumentIndex: null, amount: -amount },
  ]
}

/** A fee that was taken by itself: cash out to FEES. */
export function feePostings(accountIndex: number, currency: string, fee: Money): Posting[] {
  return [
    { accountIndex, ledgerAccount: 'CASH', currency, instrumentIndex: null, amount: -fee },
    { accountIndex, ledgerAccount: 'FEES', currency, instrumentIndex: null, amount: fee },
  ]
}

/** What a position brought (positive) or cost: cash against its income. */
export function incomePostings(
  accountIndex: number,
  instrument: InstrumentState,
  income: { readonly kind: IncomeKind; readonly amount: Money },
): Posting[] {
  const { currency } = instrument.terms
  const ledgerAccount = income.kind === 'DIVIDEND' ? 'DIVIDENDS' : 'FUNDING'
  return [
    { accountIndex, ledgerAccount: 'CASH', currency, instrumentIndex: null, amount: income.amount },
    { accountIndex, ledgerAccount, currency, instrumentIndex: instrument.index, amount: -income.amount },
  ]
}

export interface Conversion {
  readonly accountIndex: number
  readonly fromCurrency: string
  readonly toCurrency: string
  readonly fromAmount: Money
  readonly toAmount: Money
}

/** A conversion: each currency balances against FX, which holds the open legs. */
export function conversionPostings(conversion: Conversion): Posting[] {
  const { accountIndex, fromCurrency, toCurrency, fromAmount, toAmount } = conversion
  return [
    {
      accountIndex,
      ledgerAccount: 'CASH',
      currency: fromCurrency,
      instrumentIndex: null,
      amount: -fromAmount,
    },
    { accountIndex, ledgerAccount: 'FX', currency: fromCurrency, instrumentIndex: null, amount: fromAmount },
    { accountIndex, ledgerAccount: 'CASH', currency: toCurrency, instrumentIndex: null, amount: toAmount },
    { accountIndex, ledgerAccount: 'FX', currency: toCurrency, instrumentIndex: null, amount: -toAmount },
  ]
}

/** What lots that change hands move in cash, fees aside: their price where paid in full, only profit or loss where margined. */
export function cashMoved({ terms }: InstrumentState, effect: FillEffect): Money {
  const costChange = effect.costOpened + effect.costClosed
  return terms.funding === 'MARGINED' ? effect.realizedPnl : effect.realizedPnl - costChange
}

/**
 * A fill and its fee. Paid in full: cash against cost, the closing part's profit to REALIZED_PNL. Margined: cost against
 * CLEARING, only profit or loss reaches cash (LE-03, LE-04). What is `transferred` went over EXTERNAL and not over cash (LE-06).
 */
export function fillPostings(
  accountIndex: number,
  instrument: InstrumentState,
  fill: { readonly effect: FillEffect; readonly fee: Money; readonly transferred: Money },
): Posting[] {
  const { effect, fee, transferred } = fill
  const currency = instrument.terms.currency
  const costChange = effect.costOpened + effect.costClosed
  const margined = instrument.terms.funding === 'MARGINED'
  const cash = cashMoved(instrument, effect) - transferred - fee
  const lines: Posting[] = []
  const post = (ledgerAccount: Posting['ledgerAccount'], amount: Money, of: number | null): void => {
    if (amount !== 0n) lines.push({ accountIndex, ledgerAccount, currency, instrumentIndex: of, amount })
  }
  post('CASH', cash, null)
  post('EXTERNAL', transferred, null)
  post('POSITION', costChange, instrument.index)
  if (margined) post('CLEARING', -costChange, instrument.index)
  post('REALIZED_PNL', -effect.realizedPnl, instrument.index)
  post('FEES', fee, instrument.index)
  return lines
}
