/**
 * A whole server for a test: a fresh database, the synthetic market, the API on a free port. The database is PGlite, or a
 * PostgreSQL database of its own, which starts in a tenth of the time.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type RunningRuntime,
  type Strategies,
  SyntheticFeed,
  createRuntime,
  systemClock,
} from '@quarterdeck/runtime'
import { createDatabase, giveEmbeddedDatabase } from '@quarterdeck/testkit'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { pino } from 'pino'
import type { Role } from '../access/role.ts'
import { type Api, type ApiOptions, createApi } from '../api.ts'
import { createApiKey } from '../identity/api-key.ts'
import { type Auth, createAuth } from '../identity/auth.ts'
import { PrismaClient } from '../generated/prisma/client.ts'
import type { IdentityStore } from '../identity/store.ts'
import { workflowLeave } from '../identity/workflow-leave.ts'
import { type Demo, seedDemo } from '../seed/demo.ts'
import { ensureOrganization, ensurePerson } from '../seed/people.ts'

export const PASSWORD = 'correct horse battery'
const SECRET = 'a secret for tests, long enough to sign with'

export interface TestServer {
  readonly url: string
  readonly api: Api
  readonly runtime: RunningRuntime
  readonly prisma: IdentityStore
  readonly auth: Auth
  readonly demo: Demo
  readonly dataDir: string
  /** Lines that the server logged. */
  readonly log: readonly string[]
  /** Called with every statement that Prisma sends from now on, and its parameters as JSON. */
  onStatement(listener: (text: string, parameters: string) => void): void
  /** A key of an organization with a role, as an authorization header. */
  bearer(organizationId: string, role: Role, expiresAt?: Date | null): Promise<string>
  /** A further organization with its owner, open for trading. */
  organization(slug: string): Promise<{ readonly id: string; readonly ownerId: string }>
  close(): Promise<void>
}

export type TestServerOptions = Partial<Pick<ApiOptions, 'limits' | 'consoleRoot' | 'now'>> & {
  readonly config?: Partial<ApiOptions['config']>
  readonly database?: 'EMBEDDED' | 'POSTGRES'
  /** What can be traded; the simulated instruments unless told. */
  readonly instruments?: typeof SIMULATED_INSTRUMENTS
  /** What the operator sets of venues, by venue id; nothing unless told. */
  readonly venues?: Readonly<Record<string, unknown>>
  /** What answers for users' strategies; the runtime's own unless told. */
  readonly strategies?: (runtime: RunningRuntime) => Strategies
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-api-'))
  const log: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) })
  const feed = new SyntheticFeed({
    clock: systemClock,
    instruments: options.instruments ?? SIMULATED_INSTRUMENTS,
    seed: 1,
    alwaysOpen: true,
  })
  const onPostgres = (options.database ?? 'POSTGRES') === 'POSTGRES'
  if (!onPostgres) giveEmbeddedDatabase(dataDir)
  const database = onPostgres ? { databaseUrl: (await createDatabase()).url } : {}
  const runtime = await createRuntime({
    dataDir,
    feed,
    logger,
    workflowLeave,
    secret: SECRET,
    venueSettings: options.venues ?? {},
    ...database,
  })
  const strategies = options.strategies?.(runtime)
  if (strategies !== undefined) Object.assign(runtime, { strategies: () => Promise.resolve(strategies) })
  const prisma = new PrismaClient({
    adapter: runtime.database.prismaAdapter(),
    log: [{ emit: 'event', level: 'query' }],
  })
  const demo = await seedDemo({ runtime, prisma, secret: SECRET, dataDir, password: PASSWORD })
  if (demo === null) throw new Error('Invariant: a fresh database is seeded')
  const config = {
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    allowedOrigins: [],
    signUp: false,
    ...options.config,
  }
  const { limits = {}, consoleRoot = null, now = Date.now } = options
  const api = createApi({ runtime, prisma, secret: SECRET, logger, config, limits, consoleRoot, now })
  const url = await api.listen()
  const auth = createAuth({
    store: prisma,
    secret: SECRET,
    baseUrl: url,
    trustedOrigins: [url],
    signUp: false,
  })
  let closing: Promise<void> | null = null
  const close = async () => {
    await api.close()
    await prisma.$disconnect()
    await runtime.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return {
    url,
    api,
    runtime,
    prisma,
    auth,
    demo,
    dataDir,
    log,
    onStatement: (listener) => prisma.$on('query', ({ query, params }) => listener(query, params)),
    async bearer(organizationId, role, expiresAt = null) {
      const member = await prisma.member.findFirstOrThrow({ where: { organizationId, role: 'OWNER' } })
      const key = { organizationId, name: `${role} key`, role, createdById: member.userId, expiresAt }
      const { secret } = await createApiKey(prisma, key)
      return `Bearer ${secret}`
    },
    async organization(slug) {
      const ownerId = await ensurePerson(auth, {
        name: `Owner of ${slug}`,
        email: `owner@${slug}.test`,
        password: PASSWORD,
      })
      const id = await ensureOrganization(auth, prisma, { slug, name: slug, baseCurrency: 'USD', ownerId })
      await runtime.openPartition(id, { baseCurrency: 'USD' })
      return { id, ownerId }
    },
    close: () => (closing ??= close()),
  }
}
