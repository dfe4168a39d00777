/**
 * Opens a session of an artifact on the terms of a deployment and lets go of it again: what would be refused at the start of a run
 * is known before anything is journaled, and so is what the strategy wants to be told.
 */
import type { Feed, Instrument } from '@quarterdeck/sdk'
import type { RunnerProcess, RunnerTerms, SessionMessage } from '@quarterdeck/strategies'
import { RequestFault } from '../../request-fault.ts'
import { warmUpFault } from '../run/market-watch.ts'

export interface RehearsalTerms {
  readonly organizationId: string
  readonly digest: string
  readonly bundle: string
  readonly parameters: Readonly<Record<string, string>>
  readonly parameterNames: readonly string[]
  readonly instruments: readonly Instrument[]
  readonly seed: number
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
}

/** The feeds that the strategy subscribes to. Throws a RequestFault for parameters, and where the strategy's own opening fails. */
export function rehearseOpening(terms: RehearsalTerms): Promise<readonly Feed[]> {
  const { organizationId, digest, bundle, parameters, instruments, seed, startRunner } = terms
  return new Promise((resolve, reject) => {
    const runner = startRunner({
      organizationId,
      onMessage: (message) => {
        const heard = judged(message, terms.parameterNames)
        if (heard instanceof RequestFault) reject(heard)
        else resolve(heard)
        // Whatever it said, it was asked for nothing else.
        runner.kill('the rehearsal is done')
      },
      onEnd: ({ message }) => reject(cannotBeOpened(message)),
    })
    runner.ready.catch(() => undefined)
    const options = { params: parameters, instruments, seed, orderIdPrefix: 'rehearsal' }
    runner.open({ organizationId, session: 'rehearsal', digest, bundle, options, resume: null })
  })
}

/** What its first word makes of the opening: the feeds, or the fault. */
function judged(message: SessionMessage, parameterNames: readonly string[]): readonly Feed[] | RequestFault {
  switch (message.type) {
    case 'opened': {
      const fault = warmUpFault(message.feeds)
      return fault === null ? message.feeds : new RequestFault('BAD_INPUT', fault, 'versionId')
    }
    case 'refused': {
      const isParameter = message.code === 'PARAMS'
      const field = isParameter ? fieldOf(message.message, parameterNames) : null
      return new RequestFault('BAD_INPUT', message.message, field)
    }
    case 'fault':
      return cannotBeOpened(message.message)
    default:
      return cannotBeOpened(`it said ${message.type} before it was open`)
  }
}

function cannotBeOpened(why: string): RequestFault {
  return new RequestFault('BAD_INPUT', `The strategy cannot be opened: ${why}`, 'versionId')
}

/** The message of a parameter begins with its name. */
function fieldOf(message: string, names: readonly string[]): string {
  const name = names.find((one) => message.startsWith(`${one} `))
  return name === undefined ? 'parameters' : `parameters.${name}`
}
