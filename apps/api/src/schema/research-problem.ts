/** Turns what research refuses into the problem that the caller gets, naming the argument at fault. */
import { RequestFault } from '@quarterdeck/runtime'
import { Conflict, InvalidInput, NotFound } from '../problem/problem.ts'

/** Does a part of research; a refusal of it becomes our problem, below `input` where it is a mutation's. */
export async function asProblem<Result>(
  work: () => Promise<Result>,
  root: readonly string[] = [],
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RequestFault)) throw error
    const path =
      error.field === null ? (root.length === 0 ? null : root) : [...root, ...error.field.split('.')]
    if (error.code === 'NOT_FOUND') throw new NotFound(error.message, path)
    if (error.code === 'CONFLICT') throw new Conflict(error.message, path)
    throw new InvalidInput(error.message, path)
  }
}
