/** The Cursor scalar's rules: an opaque text that this API gave, or the start of everything. */
import { GraphQLError } from 'graphql'
import { START, parseCursor } from '../../data/cursor.ts'

export function parseCursorInput(value: unknown): string {
  if (typeof value === 'string' && (value === START || parseCursor(value) !== null)) return value
  throw new GraphQLError('Cursor must be a cursor that this API gave, unchanged, or "0" for the very start')
}

export function formatCursorOutput(value: string | bigint | number): string {
  return String(value)
}
