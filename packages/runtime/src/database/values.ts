/** The JavaScript values that both databases return for the column types of our schema. */

/** PostgreSQL type ids of the columns whose default parsing differs between the drivers. */
const INT8 = 20
const NUMERIC = 1700
const JSON_TEXT = 114
const JSONB = 3802

type Parser = (text: string) => unknown

const text: Parser = (value) => value

/** Every bigint we store is a seq, a version or a count: past 2^53 something else is broken. */
function safeInteger(value: string): number {
  const parsed = Number(value)
  if (!Number.isSafeInteger(parsed)) throw new Error(`Invariant: bigint ${value} fits a safe integer`)
  return parsed
}

/** Parsers by type id, for both drivers. */
export const PARSERS: Readonly<Record<number, Parser>> = {
  [INT8]: safeInteger,
  [NUMERIC]: text,
  [JSON_TEXT]: text,
  [JSONB]: text,
}
