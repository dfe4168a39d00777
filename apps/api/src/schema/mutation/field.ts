/**
 * What every mutation has in common: it names its action and the organization it acts in, it lists our problems and
 * nothing else, and it commits through the runtime.
 */
import type { Accepted } from '@quarterdeck/engine'
import type { CommandRequest, Committed, OrderRow } from '@quarterdeck/runtime'
import type { Action } from '../../access/action.ts'
import { membershipIn } from '../../access/principal.ts'
import { problemOf } from '../../problem/refusal.ts'
import type { SecondFactorRequired } from '../../problem/problem.ts'
import { faultOf } from '../../problem/runtime-fault.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { PROBLEMS } from '../problem-types.ts'

/** The scope of a mutation: an action, in the organization that its input leads to. */
export function guarded<Input>(
  action: Action,
  organizationOf: (input: Input, context: Context) => Promise<string> | string,
) {
  return {
    authScopes: async (_root: unknown, { input }: { input: Input }, context: Context) => {
      // Nobody is told apart from somebody before anything is looked up.
      context.require()
      return { can: { action, organizationId: await organizationOf(input, context) } }
    },
    extensions: { action },
  }
}

/** The result union of a mutation: its payload, or one of our problems; a few mutations have one more. */
export function problems(name: `${string}Result`, further: readonly [typeof SecondFactorRequired] | [] = []) {
  return {
    types: [...PROBLEMS, ...further],
    directResult: true,
    union: { name, description: 'The payload, or the problem that stood in its way.' },
  }
}

/** The organization of an input that names it; a foreign one is not there. */
export function namedOrganization(input: { readonly organizationId: string }, context: Context): string {
  const path = ['input', 'organizationId']
  return membershipIn(context.require(), requireId('Organization', input.organizationId, path), path)
    .organization.id
}

const ACCOUNT_PATH = ['input', 'accountId']
const ORDER_PATH = ['input', 'orderId']

/** The account that an input names. */
export function namedAccount(input: { readonly accountId: string }, { data }: Context) {
  return data.accounts.find(requireId('Account', input.accountId, ACCOUNT_PATH), ACCOUNT_PATH)
}

/** The order that an input names. */
export async function namedOrder(input: { readonly orderId: string }, { data }: Context) {
  const id = requireId('Order', input.orderId, ORDER_PATH)
  return { id, ...(await data.orders.facts(id, ORDER_PATH)) }
}

export interface Commit {
  readonly outcome: Accepted
  readonly orders: readonly OrderRow[]
}

/** Commits a command in the caller's name; a refusal becomes the problem that the mutation answers. */
export async function commit(
  context: Context,
  organizationId: string,
  request: CommandRequest,
): Promise<Commit> {
  const { outcome, orders } = await submit(context, organizationId, request)
  if (outcome.kind === 'REFUSED') throw problemOf(outcome)
  for (const order of orders) {
    // The facts alone: a row kept whole would keep its decision with it.
    const { organizationId: owner, accountId, instrumentId } = order
    context.facts.learnOrder(order.id, { organizationId: owner, accountId, instrumentId })
  }
  // What was read to get here may have changed by it.
  context.refresh()
  return { outcome, orders }
}

async function submit(context: Context, organizationId: string, request: CommandRequest): Promise<Committed> {
  try {
    return await context.runtime.submit(organizationId, context.require().actor, request, context.traceId)
  } catch (error) {
    throw faultOf(error) ?? error
  }
}

/** The subject that a command of this kind always has. */
export function subjectOf({ outcome }: Commit): string {
  if (outcome.subjectId === null)
    throw new Error('Invariant: the outcome names what the command made or touched')
  return outcome.subjectId
}

/** The one order that a command of this kind always touches. */
export function orderOf(committed: Commit): OrderRow {
  const order = committed.orders.find(({ id }) => id === committed.outcome.subjectId)
  if (order === undefined) throw new Error('Invariant: the outcome carries the row of the order it touched')
  return order
}
