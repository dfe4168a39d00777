/** Reads what Coinbase lists in pages, to the last one. */

import type { Answer } from '../contract/answer.ts'
import { allPages as followed } from '../transport/paging.ts'
import type { Query } from '../transport/rest-line.ts'
import { objectOf, textOrNull } from '../wire/fields.ts'
import type { RestReads } from './rest.ts'

export interface Paged<Item> {
  readonly path: string
  readonly query: Query
  readonly read: (json: unknown) => readonly Item[]
}

export function allPages<Item>(
  rest: RestReads,
  { path, query, read }: Paged<Item>,
): Promise<Answer<readonly Item[]>> {
  return followed(path, (cursor) =>
    rest.get(path, cursor === null ? query : [...query, ['cursor', cursor]], (json) => ({
      items: read(json),
      cursor: nextCursor(json),
    })),
  )
}

/** `has_next` is there for accounts and orders only; an empty cursor is always the end. */
function nextCursor(json: unknown): string | null {
  const from = objectOf(json, 'page')
  return from['has_next'] === false ? null : textOrNull(from, 'cursor')
}
