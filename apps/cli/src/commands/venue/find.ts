/** Finds the connection that a name on the command line means, and reads a credential from a file. */

import { readFileSync } from 'node:fs'
import {
  connections,
  venueOffers,
  type ConnectionFieldsFragment,
  type VenueOfferFieldsFragment,
} from '@quarterdeck/client'
import type { Connection } from '../../connection/connect.ts'
import { Refused, WrongUsage } from '../../exit.ts'
import { allOf } from '../strategy/remote/find.ts'

export function allConnections({ client, slug }: Connection): Promise<readonly ConnectionFieldsFragment[]> {
  return allOf(
    async (page) => (await client.request(connections, { slug, ...page })).organization?.connections,
  )
}

export async function allOffers({ client, slug }: Connection): Promise<readonly VenueOfferFieldsFragment[]> {
  return (await client.request(venueOffers, { slug })).organization?.venueOffers ?? []
}

/** Throws Refused, with what there is, where none has the name. */
export async function namedLink(connection: Connection, name: string): Promise<ConnectionFieldsFragment> {
  const all = await allConnections(connection)
  const found = all.find((one) => one.name === name || one.id === name)
  if (found !== undefined) return found
  const known = all.map((one) => one.name).join(', ')
  throw new Refused(
    `There is no connection ${name}; there are: ${known || 'none. See: quarterdeck venues add'}`,
  )
}

interface CredentialField {
  readonly name: string
  readonly value: string
}

/** The fields of a credential file; nothing of it is ever printed. Throws WrongUsage where it is no JSON object of texts. */
export function readCredentialFile(file: string): readonly CredentialField[] {
  const fields = Object.entries(parsed(file))
  if (fields.every((field): field is [string, string] => typeof field[1] === 'string'))
    return fields.map(([name, value]) => ({ name, value }))
  throw new WrongUsage(`${file} must hold a JSON object whose members are all text`)
}

function parsed(file: string): object {
  const text = read(file)
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // What a parser says would show a part of the secret.
  }
  throw new WrongUsage(`${file} must hold a JSON object: the fields of the credential by name`)
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new WrongUsage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
