/** The terms of a replacement as one text: what a repeat of its idempotency key must match. */

import type { ReplaceAsked } from '../book/event.ts'

/** As asked for, nulls included: a repeat is the same request, whatever became of the order since. */
export function replaceTerms(asked: ReplaceAsked): string {
  return JSON.stringify([asked.quantityLots, asked.limitTicks, asked.stopTicks])
}
