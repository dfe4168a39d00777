/** A study, or a single run in a worker, that cannot be: what is at fault, in words for its owner. */

import type { WorkerAnswer } from '../worker/protocol.ts'
import type { WorkerEnd } from './supervised-worker.ts'

export class StudyFault extends Error {
  override readonly name = 'StudyFault'
  /** STRATEGY: its file or its code. REQUEST: parameters, grid, series. DATA: files. WORKER: the process, or a fault of ours. */
  readonly kind: 'STRATEGY' | 'REQUEST' | 'DATA' | 'WORKER'

  constructor(kind: StudyFault['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** The fault of a worker that ended. */
export function faultOfEnd({ kind, message, where }: WorkerEnd): StudyFault {
  if (kind === 'REFUSED') return new StudyFault('STRATEGY', message)
  const isStrategy = kind === 'STALLED' || kind === 'MEMORY' || kind === 'EXITED'
  return new StudyFault(
    isStrategy ? 'STRATEGY' : 'WORKER',
    `the worker was stopped in ${where.inWords}: ${message}`,
  )
}

/** The fault of an answer that is none to what was asked. */
export function faultOfAnswer(answer: WorkerAnswer): StudyFault {
  if (answer.type === 'REFUSED') return new StudyFault('REQUEST', answer.messages.join('\n'))
  if (answer.type === 'FAILED') {
    const { callback, message } = answer.fault
    return new StudyFault('STRATEGY', `${callback ?? 'the strategy'} threw: ${message}`)
  }
  return new StudyFault('WORKER', `a worker answered ${answer.type} to another question`)
}
