/** What a deployment made, in the currency of its account. */
import type { Strategies } from '@quarterdeck/runtime'
import type { Deployment } from '../../generated/prisma/client.ts'
import { asProblem } from '../as-problem.ts'
import type { Context } from '../context.ts'
import { money } from './money.ts'

/** In all, or since the trading day of its account began; null: a quote, a rate or a price of then is missing. */
export async function profitOf(
  { id, organizationId, accountId }: Pick<Deployment, 'id' | 'organizationId' | 'accountId'>,
  { data, runtime }: Context,
  span: keyof Pick<Strategies, 'profit' | 'profitOfDay'>,
) {
  const { currency } = await data.accounts.find(accountId)
  const amount = await asProblem(async () => (await runtime.strategies())[span](organizationId, id))
  return money(amount, currency)
}
