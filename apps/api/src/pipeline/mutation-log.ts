/** One line in the log for each mutation: who asks for what, under which trace id. Never its input: that may be secret. */
import { Kind, type OperationDefinitionNode } from 'graphql'
import type { Context } from '../schema/context.ts'

export interface MutationLogger {
  info(details: object, message: string): void
}

/** Written before it runs, so that a command in the journal never lacks its line. */
export function logMutation(
  { selectionSet }: OperationDefinitionNode,
  { principal, traceId }: Context,
  logger: MutationLogger,
): void {
  const mutation = selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : `...${selection.kind}`,
  )
  const actor = principal === null ? null : `${principal.actor.kind}:${principal.actor.id}`
  logger.info({ traceId, mutation, actor }, 'A mutation')
}
