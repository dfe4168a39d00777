/** Answers of the simulator that are not refusals, and its pages. */

import type { FrontAnswer } from '../core/http-front.ts'
import { badParameter } from './refusals.ts'

export function json(body: object): FrontAnswer {
  return { status: 200, body: JSON.stringify(body) }
}

export interface PageTerms {
  readonly name: string
  readonly most: number
  /** Other members of the answer. */
  readonly beside?: object
}

/** A page of rows; the cursor is the number of rows that came before, and empty on the last. */
export function page(
  rows: readonly object[],
  query: URLSearchParams,
  { name, most, beside }: PageTerms,
): FrontAnswer {
  const limit = Number(query.get('limit') ?? Math.min(100, most))
  if (!(limit >= 1 && limit <= most))
    return badParameter(`Parameter validation failed: Field validation for 'Limit' failed on the 'lte' tag`)
  // A cursor that makes no sense is taken for the beginning.
  const from = Number(query.get('cursor') ?? 0) || 0
  const more = from + limit < rows.length
  return json({ [name]: rows.slice(from, from + limit), cursor: more ? String(from + limit) : '', ...beside })
}
