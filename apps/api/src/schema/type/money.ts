/** Money: an exact amount in a currency. */
import { builder } from '../builder.ts'

export interface MoneyValue {
  readonly amount: string
  readonly currency: string
}

export const Money = builder.objectRef<MoneyValue>('Money').implement({
  description: 'An exact amount in a currency.',
  fields: (t) => ({
    amount: t.expose('amount', { type: 'Decimal', description: 'The amount.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217 or crypto code.' }),
  }),
})

/** An amount in a currency; null where there is no amount. */
export function money(amount: string | null | undefined, currency: string): MoneyValue | null {
  return amount == null ? null : { amount, currency }
}
