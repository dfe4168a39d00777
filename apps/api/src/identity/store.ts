/** The one Prisma client that may write, and only identity holds it: people, sessions, organizations, keys. */
import type { Database } from '@quarterdeck/runtime'
import { PrismaClient } from '../generated/prisma/client.ts'

export type IdentityStore = PrismaClient

/** Opens Prisma over the database that the runtime opened. */
export function openPrisma(adapter: ReturnType<Database['prismaAdapter']>): IdentityStore {
  return new PrismaClient({ adapter })
}
