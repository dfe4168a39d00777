/** `quarterdeck second-factor remove`: for somebody who lost both the app and the backup codes. */

import { openPrisma, removeFactor } from '@quarterdeck/api'
import { withJournalDatabase } from '../connection/journal-database.ts'
import { Refused } from '../exit.ts'
import { printResult } from '../output/table.ts'

export interface RemoveSecondFactorOptions {
  readonly email: string
  readonly json: boolean
}

export async function removeSecondFactor(options: RemoveSecondFactorOptions): Promise<void> {
  const { email } = options
  const removal = await withJournalDatabase(async (database) => {
    const prisma = openPrisma(database.prismaAdapter())
    try {
      return await removeFactor(prisma, email)
    } finally {
      await prisma.$disconnect()
    }
  })
  if (removal === 'NOBODY') throw new Refused(`Nobody signs in as ${email}.`)
  if (removal === 'NO_FACTOR') throw new Refused(`${email} has no second factor.`)
  const sentence = `${email} signs in with the password alone; every session has ended. The next start writes it into the audit log.`
  printResult({ email, removed: true }, sentence, options)
}
