/**
 * API keys: 256 random bits behind a prefix, of which only the SHA-256 is kept. A key acts in one organization with one
 * role, may expire, can be revoked, and is shown once. A fast hash is enough: there is no dictionary of random secrets.
 */
import { hash, randomBytes, randomUUID } from 'node:crypto'
import type { Role } from '../access/role.ts'
import type { ApiKey } from '../generated/prisma/client.ts'
import type { IdentityStore } from './store.ts'

const SECRET_BYTES = 32
/** How much of a secret a list shows: the `qd_` and enough to tell keys apart, too little to guess from. */
const SHOWN_CHARACTERS = 9

export const API_KEY_PATTERN = /^qd_[A-Za-z0-9_-]{43}$/

export interface NewApiKey {
  readonly organizationId: string
  readonly name: string
  readonly role: Role
  /** The person accountable for what the key does. */
  readonly createdById: string
  readonly expiresAt: Date | null
}

export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

/** Makes a key. The secret is returned here and never again. */
export async function createApiKey(
  store: IdentityStore,
  key: NewApiKey,
): Promise<{ row: ApiKey; secret: string }> {
  const secret = `qd_${randomBytes(SECRET_BYTES).toString('base64url')}`
  const row = await store.apiKey.create({
    data: {
      ...key,
      id: randomUUID(),
      prefix: secret.slice(0, SHOWN_CHARACTERS),
      hash: hashSecret(secret),
      createdAt: new Date(),
    },
  })
  return { row, secret }
}

/** Revokes a key of the organization; null: it has no such key. Revoking again keeps the first time. */
export async function revokeApiKey(
  store: IdentityStore,
  organizationId: string,
  id: string,
): Promise<ApiKey | null> {
  await store.apiKey.updateMany({
    where: { id, organizationId, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  return store.apiKey.findFirst({ where: { id, organizationId } })
}
