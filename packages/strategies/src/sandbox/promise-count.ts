/**
 * Counts promises as they are made. Nothing that waits for one ever runs here: a runner never returns to its event loop. So what
 * makes them without end only fills memory, and is to be told so.
 */

import { promiseHooks } from 'node:v8'

let made = 0

/** Begins to count. Before the realm is hardened, once. */
export function countPromises(): void {
  promiseHooks.onInit(() => {
    made += 1
  })
}

/** How many were made since, by whomever. */
export function promisesMade(): number {
  return made
}
