/** `quarterdeck api-key create | list | revoke`. A secret is printed once and kept nowhere. */

import { apiKeys, createApiKey, revokeApiKey } from '@quarterdeck/client'
import { connect, type ConnectionOptions } from '../connection/connect.ts'
import { payloadOf } from '../output/problem.ts'
import { printResult, printRows } from '../output/table.ts'

export interface CreateKeyOptions extends ConnectionOptions {
  readonly role: 'OWNER' | 'ADMIN' | 'RISK_MANAGER' | 'TRADER' | 'VIEWER'
  readonly name: string
  readonly expiresAt?: string
  readonly json: boolean
}

export async function createKey(options: CreateKeyOptions): Promise<void> {
  const { client, organizationId } = await connect(options)
  const { createApiKey: result } = await client.request(createApiKey, {
    input: { organizationId, name: options.name, role: options.role, expiresAt: options.expiresAt ?? null },
  })
  const { apiKey, secret } = payloadOf(result)
  printResult({ ...apiKey, secret }, secret, options)
}

export async function listKeys(options: ConnectionOptions & { readonly json: boolean }): Promise<void> {
  const { client, slug } = await connect(options)
  const { organization } = await client.request(apiKeys, { slug })
  printRows(
    organization?.apiKeys ?? [],
    [
      { title: 'ID', of: (key) => key.id },
      { title: 'NAME', of: (key) => key.name },
      { title: 'ROLE', of: (key) => key.role },
      { title: 'PREFIX', of: (key) => key.prefix },
      { title: 'CREATED', of: (key) => key.createdAt },
      { title: 'EXPIRES', of: (key) => key.expiresAt },
      { title: 'REVOKED', of: (key) => key.revokedAt },
      { title: 'LAST USED', of: (key) => key.lastUsedAt },
    ],
    options,
  )
}

export async function revokeKey(
  apiKeyId: string,
  options: ConnectionOptions & { readonly json: boolean },
): Promise<void> {
  const { client, organizationId } = await connect(options)
  const { revokeApiKey: result } = await client.request(revokeApiKey, { input: { organizationId, apiKeyId } })
  const { apiKey } = payloadOf(result)
  printResult(apiKey, `Revoked: ${apiKey.name} (${apiKey.id})`, options)
}
