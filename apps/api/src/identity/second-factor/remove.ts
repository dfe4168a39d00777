/** Takes a person's second factor away without a code: the operator's way, for who lost both the app and the backup codes. */
import type { IdentityStore } from '../store.ts'

/** NO_FACTOR: there was none that counts. NOBODY: nobody has this address. */
export type Removal = 'REMOVED' | 'NO_FACTOR' | 'NOBODY'

/** Ends the person's sessions as well: whoever holds the lost phone may hold one. The next start of a server tells the audit log. */
export async function removeFactor(store: IdentityStore, email: string): Promise<Removal> {
  return store.$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({ where: { email: email.toLowerCase() } })
    if (user === null) return 'NOBODY'
    await transaction.secondFactor.deleteMany({ where: { userId: user.id } })
    if (!user.twoFactorEnabled) return 'NO_FACTOR'
    await transaction.user.update({ where: { id: user.id }, data: { twoFactorEnabled: false } })
    await transaction.session.deleteMany({ where: { userId: user.id } })
    return 'REMOVED'
  })
}
