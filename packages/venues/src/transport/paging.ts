/** Follows a venue's cursors to the last page. A cursor that does not move, or too many pages, is a failure, not an end. */

import { answered, failed, type Answer } from '../contract/answer.ts'

const PAGES_MAX = 400

export interface Page<Item> {
  readonly items: readonly Item[]
  /** What the next page is asked for with; null: this is the last. */
  readonly cursor: string | null
}

/** `what`: what is listed, for a person. */
export async function allPages<Item>(
  what: string,
  ask: (cursor: string | null) => Promise<Answer<Page<Item>>>,
): Promise<Answer<readonly Item[]>> {
  const items: Item[] = []
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Answer<Page<Item>> = await ask(cursor)
    if (!answer.ok) return answer
    items.push(...answer.value.items)
    if (answer.value.cursor === null) return answered(items)
    if (answer.value.cursor === cursor) return failed('UNREADABLE', `${what}: the cursor does not move on`)
    cursor = answer.value.cursor
  }
  return failed('UNREADABLE', `${what}: more than ${PAGES_MAX} pages`)
}
