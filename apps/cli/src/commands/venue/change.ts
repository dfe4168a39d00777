/** `quarterdeck venues follow`, `rotate`, `enable`, `disable` and `remove`: what is changed about a connection. */

import {
  removeConnection,
  rotateConnection,
  setConnectionEnabled,
  setConnectionSymbols,
} from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { payloadOf } from '../../output/problem.ts'
import { printResult } from '../../output/table.ts'
import { namedLink, readCredentialFile } from './find.ts'

interface ChangeOptions extends ConnectionOptions {
  readonly json: boolean
}

export async function follow(name: string, symbols: string[], options: ChangeOptions): Promise<void> {
  const connection = await connect(options)
  const { id: connectionId } = await namedLink(connection, name)
  const answer = await connection.client.request(setConnectionSymbols, { input: { connectionId, symbols } })
  const changed = payloadOf(answer.setConnectionSymbols).connection
  printResult(changed, `${changed.name} follows ${changed.symbols.join(', ')}.`, options)
}

export async function rotate(
  name: string,
  options: ChangeOptions & { readonly credentialFile: string },
): Promise<void> {
  const credential = [...readCredentialFile(options.credentialFile)]
  const connection = await connect(options)
  const { id: connectionId } = await namedLink(connection, name)
  const answer = await connection.client.request(rotateConnection, { input: { connectionId, credential } })
  const changed = payloadOf(answer.rotateConnection).connection
  printResult(changed, `${changed.name} uses the new credential (…${changed.credentialHint ?? ''}).`, options)
}

export async function setEnabled(name: string, enabled: boolean, options: ChangeOptions): Promise<void> {
  const connection = await connect(options)
  const { id: connectionId } = await namedLink(connection, name)
  const answer = await connection.client.request(setConnectionEnabled, { input: { connectionId, enabled } })
  const changed = payloadOf(answer.setConnectionEnabled).connection
  printResult(changed, `${changed.name} is ${enabled ? 'being opened' : 'closed'}.`, options)
}

export async function remove(name: string, options: ChangeOptions): Promise<void> {
  const connection = await connect(options)
  const { id: connectionId } = await namedLink(connection, name)
  const answer = await connection.client.request(removeConnection, { input: { connectionId } })
  printResult(payloadOf(answer.removeConnection), `${name} is removed, its credential destroyed.`, options)
}
