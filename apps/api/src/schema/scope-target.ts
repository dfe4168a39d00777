/** What a scope points at: between the ids of the outside and those that the engine compares. */
import { ASSET_CLASSES } from '@quarterdeck/sdk'
import { InvalidInput, notFound } from '../problem/problem.ts'
import type { Context } from './context.ts'
import { globalId, requireId } from './global-id.ts'
import { storedStrategy, strategyGlobalId } from './strategy-label.ts'
import { visibleInstrument } from './type/instrument.ts'

/** The engine's target for an argument; throws where the scope and the target do not fit, or the target is not there. */
export async function storedTarget(
  context: Context,
  organizationId: string,
  scope: string,
  targetId: string | null | undefined,
): Promise<string | null> {
  const path = ['input', 'targetId']
  if (scope === 'GLOBAL' || scope === 'ORGANIZATION') {
    if (targetId == null) return null
    throw new InvalidInput(`must be left out for scope ${scope}`, path)
  }
  if (targetId == null) throw new InvalidInput(`is required for scope ${scope}`, path)
  const isQuoted = (venueId: string) =>
    context.runtime
      .instruments()
      .some(
        ({ instrument }) =>
          instrument.venueId === venueId && visibleInstrument(context, instrument.id) !== null,
      )
  // The feed may have dropped what the organization still holds orders in.
  const isListed = async (where: { id: string } | { venueId: string }) =>
    (await context.data.client.instrument.findFirst({ where: { ...where, organizationId } })) !== null
  switch (scope) {
    case 'ACCOUNT': {
      const account = await context.data.accounts.find(requireId('Account', targetId, path), path)
      if (account.organizationId !== organizationId) throw notFound('Account', path)
      return account.id
    }
    case 'USER': {
      const userId = requireId('User', targetId, path)
      if (!(await context.data.control.isMember(organizationId, userId))) throw notFound('User', path)
      return userId
    }
    case 'INSTRUMENT':
      if (visibleInstrument(context, targetId) === null && !(await isListed({ id: targetId })))
        throw notFound('Instrument', path)
      return targetId
    case 'VENUE':
      if (!isQuoted(targetId) && !(await isListed({ venueId: targetId }))) throw notFound('Venue', path)
      return targetId
    case 'ASSET_CLASS':
      if (ASSET_CLASSES.some((known) => known === targetId)) return targetId
      throw new InvalidInput(`must be one of ${ASSET_CLASSES.join(', ')}`, path)
    default:
      return storedStrategy(context, organizationId, targetId, path)
  }
}

/** The outside's id of an engine's target. */
export function targetGlobalId(scope: string, targetId: string | null): string | null {
  if (targetId === null) return null
  if (scope === 'ACCOUNT') return globalId('Account', targetId)
  if (scope === 'STRATEGY') return strategyGlobalId(targetId)
  return scope === 'USER' ? globalId('User', targetId) : targetId
}
