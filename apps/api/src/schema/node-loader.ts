/** How an id becomes a node: what is not there for this caller is null, so that one missing id does not take others with it. */
import { NotFound } from '../problem/problem.ts'
import type { Context } from './context.ts'

type Load<Node> = (id: string, context: Context) => Promise<Node> | Node

/** Turns a loader that throws NOT_FOUND into one that answers null. */
export function nodeLoader<Node>(load: Load<Node>): (id: string, context: Context) => Promise<Node | null> {
  return async (id, context) => {
    try {
      return await load(id, context)
    } catch (error) {
      if (error instanceof NotFound) return null
      throw error
    }
  }
}
