/**
 * The demo on an empty database: organization `demo`, one person a role, a funded paper account, a sane policy, and an owner
 * key for the command line. Each step finds what an interrupted start left behind; a finished demo is never touched again.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Actor, NO_LIMITS } from '@quarterdeck/engine'
import type { CommandRequest, Runtime } from '@quarterdeck/runtime'
import type { Role } from '../access/role.ts'
import { createApiKey } from '../identity/api-key.ts'
import { type Auth, createAuth } from '../identity/auth.ts'
import type { IdentityStore } from '../identity/store.ts'
import { recordFounding } from './founding-record.ts'
import { ensureMember, ensureOrganization, ensurePerson } from './people.ts'

export interface DemoOptions {
  readonly runtime: Runtime
  readonly prisma: IdentityStore
  readonly secret: string
  /** Where owner.key goes. */
  readonly dataDir: string
  /** The people's password; null: a random one. */
  readonly password: string | null
}

export interface Demo {
  readonly organizationId: string
  readonly emails: readonly string[]
  /** Shown once, here. */
  readonly password: string
  readonly keyFile: string
}

const SLUG = 'demo'
const SEEDED = '{"demo":"complete"}'

const PEOPLE: readonly { readonly email: string; readonly name: string; readonly role: Role }[] = [
  { email: 'owner@demo.test', name: 'Olivia Owner', role: 'OWNER' },
  { email: 'risk@demo.test', name: 'Rita Risk', role: 'RISK_MANAGER' },
  { email: 'trader@demo.test', name: 'Theo Trader', role: 'TRADER' },
  { email: 'viewer@demo.test', name: 'Vera Viewer', role: 'VIEWER' },
]

const ACCOUNT_NAME = 'Paper'
const FUNDS: readonly (readonly [currency: string, amount: string])[] = [
  ['USD', '1000000'],
  ['EUR', '100000'],
  ['JPY', '10000000'],
]

/** Loose enough to trade with, tight enough that a slip of the finger is blocked and explained. */
const LIMITS = {
  ...NO_LIMITS,
  maxOrderNotional: '250000',
  maxPositionNotional: '500000',
  maxGrossExposure: '2000000',
  maxLeverage: '3',
  priceCollar: '0.05',
  maxOpenOrders: 200,
  maxOrdersPerSecond: 50,
  maxDailyLoss: '100000',
  maxDrawdown: '0.2',
  maxQuoteAgeMs: 15_000,
}

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'demo-seed', name: 'Demo set-up', userId: null }

/** Seeds an empty database; null: there is something in it already. */
export async function seedDemo({
  runtime,
  prisma,
  secret,
  dataDir,
  password,
}: DemoOptions): Promise<Demo | null> {
  const organizations = await prisma.organization.findMany({ select: { slug: true, metadata: true } })
  const isResumed =
    organizations.length === 1 && organizations[0]?.slug === SLUG && organizations[0].metadata !== SEEDED
  if (organizations.length > 0 && !isResumed) return null

  const auth = createAuth({
    store: prisma,
    secret,
    baseUrl: 'http://127.0.0.1',
    trustedOrigins: [],
    signUp: false,
  })
  const shown = password ?? randomBytes(12).toString('base64url')
  const { organizationId, ownerId } = await seedPeople(auth, prisma, shown)
  await runtime.openPartition(organizationId, { baseCurrency: 'USD' })
  await seedTrading(runtime, prisma, organizationId)
  const keyFile = await writeOwnerKey(prisma, { organizationId, ownerId, dataDir })
  await recordFounding({ runtime, prisma, organizationId })
  await prisma.organization.update({ where: { id: organizationId }, data: { metadata: SEEDED } })
  return { organizationId, emails: PEOPLE.map(({ email }) => email), password: shown, keyFile }
}

async function seedPeople(auth: Auth, prisma: IdentityStore, password: string) {
  const ids: string[] = []
  for (const person of PEOPLE) ids.push(await ensurePerson(auth, { ...person, password }))
  const ownerId = ids[0] ?? ''
  const organizationId = await ensureOrganization(auth, prisma, {
    slug: SLUG,
    name: 'Demo',
    baseCurrency: 'USD',
    ownerId,
  })
  for (const [index, { role }] of PEOPLE.entries()) {
    await ensureMember(prisma, auth, { organizationId, userId: ids[index] ?? '', role })
  }
  return { organizationId, ownerId }
}

async function seedTrading(runtime: Runtime, prisma: IdentityStore, organizationId: string): Promise<void> {
  const submit = async (request: CommandRequest) => {
    const { outcome } = await runtime.submit(organizationId, SYSTEM, request)
    if (outcome.kind === 'REFUSED')
      throw new Error(`The demo could not be set up: ${request.type} was refused: ${outcome.message}`)
    return outcome.subjectId
  }
  const found = await prisma.tradingAccount.findFirst({ where: { organizationId, name: ACCOUNT_NAME } })
  const opened =
    found?.id ??
    (await submit({
      type: 'OpenAccount',
      name: ACCOUNT_NAME,
      mode: 'PAPER',
      currency: 'USD',
      connectionId: null,
    }))
  if (opened === null) throw new Error('Invariant: opening an account names it')
  for (const [currency, amount] of FUNDS) {
    await submit({ type: 'Deposit', accountId: opened, amount, currency, idempotencyKey: `demo-${currency}` })
  }
  const policies = await prisma.riskPolicyVersion.count({ where: { organizationId } })
  if (policies > 0) return
  await submit({
    type: 'PutRiskPolicy',
    scope: 'ORGANIZATION',
    targetId: null,
    expectedVersion: null,
    limits: LIMITS,
  })
}

async function writeOwnerKey(
  prisma: IdentityStore,
  { organizationId, ownerId, dataDir }: { organizationId: string; ownerId: string; dataDir: string },
): Promise<string> {
  const { secret } = await createApiKey(prisma, {
    organizationId,
    name: 'Command line (owner.key)',
    role: 'OWNER',
    createdById: ownerId,
    expiresAt: null,
  })
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const keyFile = join(dataDir, 'owner.key')
  writeFileSync(keyFile, `${secret}\n`, { mode: 0o600 })
  return keyFile
}
