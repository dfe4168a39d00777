/** Work of the runtime whose refusals are the caller's to know. */
import { faultOf } from '../problem/runtime-fault.ts'

/** Does a part of research or of strategies; a refusal of it becomes our problem, below `root` where it is a mutation's. */
export async function asProblem<Result>(
  work: () => Promise<Result>,
  root: readonly string[] = [],
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw faultOf(error, root) ?? error
  }
}
