/**
 * Where the credential for a conformance run comes from: a file, the environment, or a person at the terminal. Never the command
 * line, where others could see it; and what is typed is not shown.
 */

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { CredentialField } from '@quarterdeck/runtime'
import type { CredentialTexts } from '../../../connection/reach-venue.ts'
import { WrongUsage } from '../../../exit.ts'
import { readCredentialFile } from '../find.ts'

export interface CredentialSources {
  /** Absent: the environment or a person is asked. */
  readonly file?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly input: NodeJS.ReadStream
}

/** The variable of a field: KALSHI_KEY_ID. */
export function variableOf(venueId: string, { name }: Pick<CredentialField, 'name'>): string {
  return `${venueId}_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`
}

/** Throws WrongUsage with the ways there are; nothing of a credential is in any message. */
export async function credentialFrom(
  venueId: string,
  fields: readonly CredentialField[],
  { file, environment, input }: CredentialSources,
): Promise<CredentialTexts> {
  if (file !== undefined)
    return Object.fromEntries(readCredentialFile(file).map(({ name, value }) => [name, value]))
  const variables = fields.map((field) => ({ field, name: variableOf(venueId, field) }))
  const missing = variables.filter(({ name }) => (environment[name] ?? '') === '')
  if (missing.length === 0)
    return Object.fromEntries(variables.map(({ field, name }) => [field.name, environment[name] ?? '']))
  const names = missing.map(({ name }) => name).join(', ')
  if (missing.length < variables.length)
    throw new WrongUsage(`The credential is not whole: set ${names} as well`)
  if (input.isTTY !== true)
    throw new WrongUsage(`A credential is needed: name its file with --credential-file, or set ${names}`)
  return asked(fields, input)
}

async function asked(fields: readonly CredentialField[], input: NodeJS.ReadStream): Promise<CredentialTexts> {
  const texts: [string, string][] = []
  for (const { name, label, secret, multiline } of fields) {
    const question = multiline ? `${label}, the file that holds it: ` : `${label}: `
    const answer = await ask(question, { input, isShown: multiline || !secret })
    texts.push([name, multiline ? fileText(answer) : answer])
  }
  return Object.fromEntries(texts)
}

/** Asks on standard error; what is not to be shown is read without an echo. */
export async function ask(
  question: string,
  { input, isShown }: { readonly input: NodeJS.ReadableStream; readonly isShown: boolean },
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: isShown ? process.stderr : nowhere, terminal: true })
  try {
    if (isShown) return (await lines.question(question)).trim()
    process.stderr.write(question)
    const answer = (await lines.question('')).trim()
    process.stderr.write('\n')
    return answer
  } finally {
    lines.close()
  }
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new WrongUsage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
