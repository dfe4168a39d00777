/** Follows Coinbase's cursors to the last page. A cursor that does not move, or too many pages, is a failure, not an end. */

import { answered, failed, type Answer } from '../contract/answer.ts'
import { objectOf, textOrNull } from '../wire/fields.ts'
import type { Query, RestReads } from './rest.ts'

const PAGES_MAX = 400

export interface Paged<Item> {
  readonly path: string
  readonly query: Query
  readonly read: (json: unknown) => readonly Item[]
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly cursor: string | null
}

export async function allPages<Item>(
  rest: RestReads,
  { path, query, read }: Paged<Item>,
): Promise<Answer<readonly Item[]>> {
  const items: Item[] = []
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const asked: Query = cursor === null ? query : [...query, ['cursor', cursor]]
    const answer: Answer<Page<Item>> = await rest.get(path, asked, (json) => ({
      items: read(json),
      cursor: nextCursor(json),
    }))
    if (!answer.ok) return answer
    items.push(...answer.value.items)
    if (answer.value.cursor === null) return answered(items)
    if (answer.value.cursor === cursor) return failed('UNREADABLE', `${path}: the cursor does not move on`)
    cursor = answer.value.cursor
  }
  return failed('UNREADABLE', `${path}: more than ${PAGES_MAX} pages`)
}

/** `has_next` is there for accounts and orders only; an empty cursor is always the end. */
function nextCursor(json: unknown): string | null {
  const from = objectOf(json, 'page')
  return from['has_next'] === false ? null : textOrNull(from, 'cursor')
}
