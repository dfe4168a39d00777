/** How a verb reaches a running control plane: its address and the API key it acts with. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createQuarterdeckClient, viewer, type QuarterdeckClient } from '@quarterdeck/client'
import { Refused } from '../exit.ts'

/** Options shared by every verb that talks GraphQL. */
export interface ConnectionOptions {
  readonly url?: string
  readonly keyFile?: string
  readonly org?: string
}

export interface Connection {
  readonly client: QuarterdeckClient
  readonly organizationId: string
  readonly slug: string
  /** Brings a file to a path of the server; what it answered. Throws Refused with the server's words. */
  upload(path: string, bytes: Uint8Array): Promise<unknown>
}

/** Connects as the key's owner; the organization is the one named, else the key's own. Throws Refused with what to do. */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const url = address(options)
  const apiKey = readKey(options)
  const client = createQuarterdeckClient({ url, apiKey })
  const { viewer: who } = await reach(() => client.request(viewer, {}), url)
  if (who === null || who === undefined)
    throw new Refused('The API key is not accepted: it may be revoked, expired, or of another server.')
  const membership =
    options.org === undefined
      ? who.memberships[0]
      : who.memberships.find(({ organization }) => organization.slug === options.org)
  if (membership === undefined) {
    const known = who.memberships.map(({ organization }) => organization.slug).join(', ')
    throw new Refused(
      `The API key has no access to the organization "${options.org ?? ''}"; it has access to: ${known || 'none'}.`,
    )
  }
  const { id: organizationId, slug } = membership.organization
  const upload = (path: string, bytes: Uint8Array): Promise<unknown> =>
    reach(() => send(new URL(path, url), { apiKey, bytes }), url)
  return { client, organizationId, slug, upload }
}

async function send(
  url: URL,
  { apiKey, bytes }: { readonly apiKey: string; readonly bytes: Uint8Array },
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(bytes),
  })
  const text = await response.text()
  if (!response.ok)
    throw new Refused(`The server does not take the file (${response.status}): ${saidIn(text)}`)
  return JSON.parse(text) as unknown
}

/** The message of an answer that is no; the answer itself where it has none. */
function saidIn(text: string): string {
  try {
    const said = JSON.parse(text) as { readonly message?: unknown } | null
    return typeof said?.message === 'string' ? said.message : text
  } catch {
    return text
  }
}

function address(options: ConnectionOptions): string {
  if (options.url !== undefined)
    return options.url.endsWith('/graphql') ? options.url : `${options.url.replace(/\/$/, '')}/graphql`
  return `http://${process.env['HOST'] ?? '127.0.0.1'}:${process.env['PORT'] ?? '4000'}/graphql`
}

function readKey(options: ConnectionOptions): string {
  const file = options.keyFile ?? join(process.env['QUARTERDECK_DATA_DIR'] ?? '.quarterdeck', 'owner.key')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Refused(
      `No API key could be read from ${file} (${error instanceof Error ? error.message : String(error)}). ` +
        'Name the file that holds one with --key-file, or start the server here once: it writes owner.key.',
    )
  }
}

async function reach<T>(ask: () => Promise<T>, url: string): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TypeError)
      throw new Refused(`Nothing answers at ${url}. Is the server running? Start it with: npm start`)
    throw error
  }
}
