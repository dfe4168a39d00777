/** Keys by which orders are found again. */

/** The caller's name of an order: unique per account. */
export function clientKey(accountIndex: number, clientOrderId: string): string {
  if (accountIndex !== newest.accountIndex || clientOrderId !== newest.clientOrderId)
    newest = { accountIndex, clientOrderId, key: `${accountIndex} ${clientOrderId}` }
  return newest.key
}

/** A new order is looked up, entered and confirmed by the same key: one text, whose hash is known from the first of them on. */
let newest = { accountIndex: -1, clientOrderId: '', key: '' }
