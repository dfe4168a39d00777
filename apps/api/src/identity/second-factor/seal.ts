/** Seals what is secret of a factor under the server's secret, as better-auth does when it makes one. */
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { IdentityStore } from '../store.ts'

export function seal(secret: string, data: string): Promise<string> {
  return symmetricEncrypt({ key: secret, data })
}

/** The server's secret is not the one that sealed it. */
export class SealedOtherwise extends Error {}

/** Throws {@link SealedOtherwise}. */
export async function unseal(secret: string, data: string): Promise<string> {
  const plain = await openedBy(secret, data)
  if (plain === null)
    throw new SealedOtherwise('The secret that sealed a second factor is not the present one')
  return plain
}

/**
 * Seals anew what the previous secret sealed: without it everybody with a factor would be locked out by a change of the
 * secret. Returns how many there were; what neither secret opens stays as it is.
 */
export async function resealFactors(store: IdentityStore, secret: string, previous: string): Promise<number> {
  let resealed = 0
  for (const row of await store.secondFactor.findMany()) {
    if ((await openedBy(secret, row.secret)) !== null) continue
    const [plain, codes] = [await openedBy(previous, row.secret), await openedBy(previous, row.backupCodes)]
    if (plain === null || codes === null) continue
    const data = { secret: await seal(secret, plain), backupCodes: await seal(secret, codes) }
    resealed += (await store.secondFactor.updateMany({ where: { id: row.id, secret: row.secret }, data }))
      .count
  }
  return resealed
}

/** Null: another secret sealed it. The cipher is authenticated, so a wrong one is known for sure. */
async function openedBy(secret: string, data: string): Promise<string | null> {
  try {
    return await symmetricDecrypt({ key: secret, data })
  } catch {
    return null
  }
}
