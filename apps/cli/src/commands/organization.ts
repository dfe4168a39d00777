/** `quarterdeck organization create`: founds an organization where no demo is wanted. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FoundingRefused, foundOrganization, loadSecret, openPrisma, parseConfig } from '@quarterdeck/api'
import { withJournalDatabase } from '../connection/journal-database.ts'
import { Refused } from '../exit.ts'
import { printResult } from '../output/table.ts'

export interface CreateOrganizationOptions {
  readonly slug: string
  readonly name: string
  readonly currency: string
  readonly ownerEmail: string
  readonly ownerName: string
  readonly json: boolean
}

export async function createOrganization(options: CreateOrganizationOptions): Promise<void> {
  const founded = await withJournalDatabase(async (database) => {
    const config = parseConfig(process.env)
    const prisma = openPrisma(database.prismaAdapter())
    try {
      const { slug, name, currency, ownerEmail, ownerName } = options
      const result = await foundOrganization({
        prisma,
        secret: loadSecret(config),
        slug,
        name,
        baseCurrency: currency,
        owner: { name: ownerName, email: ownerEmail },
      })
      const keyFile = join(config.dataDir, `${slug}.key`)
      writeFileSync(keyFile, `${result.apiKey}\n`, { mode: 0o600 })
      return { organizationId: result.organizationId, password: result.password, keyFile }
    } catch (error) {
      if (error instanceof FoundingRefused) throw new Refused(error.message)
      throw error
    } finally {
      await prisma.$disconnect()
    }
  })
  const sentence = `Founded ${options.slug}. ${options.ownerEmail} signs in with the password ${founded.password} (shown this once); an owner key is in ${founded.keyFile}. Start the server to trade.`
  printResult(founded, sentence, options)
}
