/**
 * What must hold at the end of every run, or the run is not to be believed: the ledger sums to zero in each currency, cash is what
 * its ledger lines sum to, and the equity of the curve is cash plus positions as the engine values them, exactly.
 */

import { MONEY_SCALE, QUOTE, QUOTE_STRIDE } from '@quarterdeck/engine'
import type { Book } from '@quarterdeck/engine'
import type { PreparedRun } from './prepare.ts'

/** Share of the amounts involved by which sums of doubles may be off. */
const ROUNDOFF = 1e-9

/** Throws an Error that begins with `Invariant:` where one does not hold. */
export function checkIdentities({ desk, kernel, valuation, pits }: PreparedRun): void {
  checkLedger(desk.book)
  kernel.see()
  // A run that ended within a bar stands at a price of its path, not at a close.
  const { rows } = desk.market
  for (const pit of pits) {
    if (pit === undefined) continue
    const row = pit.index * QUOTE_STRIDE
    valuation.mark(pit.index, rows[row + QUOTE.bidTicks]! + rows[row + QUOTE.askTicks]!)
  }
  const exact = valuation.exact(kernel.now)
  if (exact === null) return
  valuation.derive()
  valuation.total(kernel.now)
  const equity = Number(exact) / 10 ** MONEY_SCALE
  const size = Math.abs(valuation.cash) + valuation.grossExposure + 1
  if (Math.abs(valuation.equity - equity) > size * ROUNDOFF)
    throw new Error(
      `Invariant: equity is cash plus positions; the curve has ${valuation.equity}, the engine ${equity}`,
    )
}

function checkLedger(book: Book): void {
  for (const account of book.accounts) {
    const sums = new Map<string, bigint>()
    const cash = new Map<string, bigint>()
    for (const { ledgerAccount, currency, total } of account.ledger) {
      sums.set(currency, (sums.get(currency) ?? 0n) + total)
      if (ledgerAccount === 'CASH') cash.set(currency, (cash.get(currency) ?? 0n) + total)
    }
    for (const [currency, sum] of sums)
      if (sum !== 0n) throw new Error(`Invariant: the ledger sums to zero in ${currency}, not to ${sum}`)
    for (const held of account.cash)
      if ((cash.get(held.currency) ?? 0n) !== held.cash)
        throw new Error(`Invariant: cash in ${held.currency} is what its ledger lines sum to`)
  }
}
