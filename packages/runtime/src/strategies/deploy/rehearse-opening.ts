/**
 * Opens a session of an artifact on the terms of a deployment and lets go of it again: what would be refused at the start of a run
 * is known before anything is journaled, and so is what the strategy wants to be told.
 */
import type { Feed, Instrument } from '@quarterdeck/sdk'
import type { RunnerProcess, RunnerTerms } from '@quarterdeck/strategies'
import { RequestFault } from '../../request-fault.ts'

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
        if (message.type === 'opened') {
          resolve(message.feeds)
          runner.kill('the rehearsal is done')
        } else if (message.type === 'refused') {
          const isParameter = message.code === 'PARAMS'
          const field = isParameter ? fieldOf(message.message, terms.parameterNames) : null
          reject(new RequestFault('BAD_INPUT', message.message, field))
          runner.kill('the rehearsal is done')
        }
      },
      onEnd: ({ message }) =>
        reject(new RequestFault('BAD_INPUT', `The strategy cannot be opened: ${message}`, 'versionId')),
    })
    runner.ready.catch(() => undefined)
    const options = { params: parameters, instruments, seed, orderIdPrefix: 'rehearsal' }
    runner.open({ organizationId, session: 'rehearsal', digest, bundle, options, resume: null })
  })
}

/** The message of a parameter begins with its name. */
function fieldOf(message: string, names: readonly string[]): string {
  const name = names.find((one) => message.startsWith(`${one} `))
  return name === undefined ? 'parameters' : `parameters.${name}`
}
