/** Keys by which orders are found again. */

/** The caller's name of an order: unique per account. */
export function clientKey(accountIndex: number, clientOrderId: string): string {
  return `${accountIndex} ${clientOrderId}`
}
