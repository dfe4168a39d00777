/** The whole schema: importing a file describes its types, this file says which there are. */
import './scalars.ts'
import './problem-types.ts'
import './type/instrument.ts'
import './type/account.ts'
import './type/position.ts'
import './type/order.ts'
import './type/fill.ts'
import './type/risk-policy.ts'
import './type/kill-switch.ts'
import './type/audit.ts'
import './type/member.ts'
import './type/organization.ts'
import './query.ts'
import './mutation/account.ts'
import './mutation/order.ts'
import './mutation/control.ts'
import './mutation/identity.ts'
import './subscription/orders.ts'
import './subscription/quotes.ts'
import './subscription/accounts.ts'
import './subscription/control.ts'
import type { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'

export function buildSchema(): GraphQLSchema {
  return builder.toSchema()
}
