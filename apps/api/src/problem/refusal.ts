/** Turns a refusal of the engine into the problem that the caller gets, naming the argument at fault. */
import type { Refusal } from '@quarterdeck/engine'
import { Conflict, Forbidden, InvalidInput, NotFound, type ProblemError } from './problem.ts'

/** Names of command fields that the API calls otherwise. */
const ARGUMENT_OF_FIELD: Readonly<Record<string, string>> = {
  quantityLots: 'quantity',
  limitTicks: 'limitPrice',
  stopTicks: 'stopPrice',
  orderType: 'type',
  requestedMode: 'mode',
}

export function problemOf(refusal: Refusal): ProblemError {
  const path = refusal.field === null ? null : ['input', ...argumentPath(refusal.field)]
  switch (refusal.code) {
    case 'BAD_USER_INPUT':
      return new InvalidInput(refusal.message, path)
    case 'NOT_FOUND':
      return new NotFound(refusal.message, path)
    case 'CONFLICT':
      return new Conflict(refusal.message, path)
    case 'FORBIDDEN':
      return new Forbidden(refusal.message, path)
  }
}

function argumentPath(field: string): readonly string[] {
  return field.split('.').map((part) => ARGUMENT_OF_FIELD[part] ?? part)
}
