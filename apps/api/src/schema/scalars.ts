/** The scalars of the schema; their rules are in `scalar/`. */
import { builder } from './builder.ts'
import { formatCursorOutput, parseCursorInput } from './scalar/cursor.ts'
import { formatDateTimeOutput, parseDateTimeInput } from './scalar/date-time.ts'
import { formatDecimalOutput, parseDecimalInput } from './scalar/decimal.ts'

builder.scalarType('Decimal', {
  description:
    'An exact decimal number as a string: optional minus, digits, optional fraction; never an exponent.',
  serialize: formatDecimalOutput,
  parseValue: parseDecimalInput,
})

builder.scalarType('DateTime', {
  description: 'An instant in UTC, ISO 8601 with `Z`, up to microseconds.',
  serialize: formatDateTimeOutput,
  parseValue: parseDateTimeInput,
})

builder.scalarType('Cursor', {
  description:
    'Opaque position in an organization\'s event stream, of use in that organization only; "0" stands before its first event. ' +
    'Fields named seq show the bare number of an event: it orders events, and is no position to resume from.',
  serialize: formatCursorOutput,
  parseValue: parseCursorInput,
})
