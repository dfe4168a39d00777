/** The Cursor scalar's rules: an opaque text that this API gave; inside, the seq of an event. */
import { GraphQLError } from 'graphql'

export function parseCursorInput(value: unknown): string {
  if (typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value)) return value
  throw new GraphQLError('Cursor must be a cursor that this API gave, unchanged')
}

export function formatCursorOutput(value: string | bigint | number): string {
  return String(value)
}
