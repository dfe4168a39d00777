/** Turns what the runtime throws into what the caller is told: what was asked for cannot be had, or not now. */
import { FateUnknown, Overloaded, PartitionUnavailable, RequestFault } from '@quarterdeck/runtime'
import { type ApiError, Conflict, InvalidInput, NotFound, RateLimited, Unavailable } from './problem.ts'

/** When to try again after the mailbox was full, in milliseconds: by then it has been emptied many times. */
const RETRY_AFTER_MS = 250

/** Null: it is a fault of ours. `root` is where the request stands among the arguments. */
export function faultOf(error: unknown, root: readonly string[] = []): ApiError | null {
  if (error instanceof RequestFault) return requestProblem(error, root)
  if (error instanceof Overloaded)
    return new RateLimited('Too many commands wait; nothing was done, try again later', RETRY_AFTER_MS)
  if (error instanceof PartitionUnavailable)
    return new Unavailable(
      'The organization takes no commands now; nothing was done, try again later',
      'NOT_DONE',
    )
  if (error instanceof FateUnknown)
    return new Unavailable(
      'The answer of the commit was lost: look the command up before you repeat it under another key',
      'UNKNOWN',
    )
  return null
}

function requestProblem({ code, message, field }: RequestFault, root: readonly string[]): ApiError {
  const path = field === null ? (root.length === 0 ? null : root) : [...root, ...field.split('.')]
  if (code === 'NOT_FOUND') return new NotFound(message, path)
  return code === 'CONFLICT' ? new Conflict(message, path) : new InvalidInput(message, path)
}
