/** `quarterdeck venues test` and `venues add`: a connection is tried step by step, and kept only where all went well. */

import {
  addConnection,
  testConnection,
  type AddConnectionInput,
  type ConnectionPurpose,
} from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'
import { readCredentialFile } from './find.ts'

export interface TermsOptions extends ConnectionOptions {
  readonly name: string
  readonly purpose: ConnectionPurpose
  readonly symbol: readonly string[]
  readonly credentialFile?: string
  readonly json: boolean
}

function termsOf(venueId: string, organizationId: string, options: TermsOptions): AddConnectionInput {
  const { name, purpose, symbol: symbols, credentialFile } = options
  const credential =
    credentialFile === undefined ? {} : { credential: [...readCredentialFile(credentialFile)] }
  return {
    organizationId,
    venueId: venueId.toUpperCase(),
    name,
    purpose,
    symbols: [...symbols],
    ...credential,
  }
}

export async function testTerms(venueId: string, options: TermsOptions): Promise<void> {
  const { client, organizationId } = await connect(options)
  const answer = await client.request(testConnection, { input: termsOf(venueId, organizationId, options) })
  const trial = payloadOf(answer.testConnection)
  const lines = trial.steps.map(({ step, ok, message }) => `${ok ? 'ok  ' : 'FAIL'}  ${step}: ${message}`)
  const excess = trial.excessScopes.map((scope) => `note  The credential may do more than it needs: ${scope}`)
  printResult(trial, [...lines, ...excess].join('\n'), options)
  if (!trial.ok) throw new Refused('The connection does not work as it is.')
}

export async function addTerms(venueId: string, options: TermsOptions): Promise<void> {
  const { client, organizationId } = await connect(options)
  const answer = await client.request(addConnection, { input: termsOf(venueId, organizationId, options) })
  const { connection } = payloadOf(answer.addConnection)
  printResult(connection, `Added ${connection.name} (${connection.id}); it is being opened.`, options)
}
