/**
 * What an order, a policy or a switch calls its strategy: the id of one that is hosted here, or a label that a program outside
 * chose for its own. The engine compares the stored id, or the label as it is.
 */
import { notFound } from '../problem/problem.ts'
import type { Context } from './context.ts'
import { globalId, requireLabel, storedId } from './global-id.ts'

/** How the engine forms ids: UUIDs of version 8, which no program gets by chance. */
const ENGINE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** What the engine compares. Throws where it is neither the id of a strategy of the organization nor a label. */
export async function storedStrategy(
  { data }: Context,
  organizationId: string,
  text: string,
  path: readonly string[],
): Promise<string> {
  const id = storedId('Strategy', text)
  if (id === null || !ENGINE_ID.test(id)) return requireLabel(text, path)
  const strategy = await data.strategies.strategy(id, path)
  if (strategy.organizationId !== organizationId) throw notFound('Strategy', path)
  return id
}

/** The outside's id of a strategy that is hosted here, or the label as it is. */
export function strategyGlobalId(stored: string): string {
  return ENGINE_ID.test(stored) ? globalId('Strategy', stored) : stored
}
