/** A whole server on a recording: runtime, simulated venue without delay, API; and a client of it with an account of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi, openPrisma, seedDemo } from '@quarterdeck/api'
import { createQuarterdeckClient, type QuarterdeckClient } from '@quarterdeck/client'
import { createRuntime } from '@quarterdeck/runtime'
import { DISPLAYED_ONLY } from '@quarterdeck/venues'
import { pino } from 'pino'
import type { SteppedFeed } from './step-by-step.ts'

const SECRET = 'signs the sessions of this test and of nothing else'

export interface RecordedDesk {
  readonly client: QuarterdeckClient
  readonly organizationId: string
  readonly accountId: string
  /** Any GraphQL over HTTP; throws on errors. */
  ask(query: string, variables?: object): Promise<Record<string, never>>
  close(): Promise<void>
}

/** Opens it all with `funds` on a fresh account that a policy of its own covers. */
export async function openRecordedDesk(
  stepped: SteppedFeed,
  funds: { readonly currency: string; readonly amount: string },
): Promise<RecordedDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-tape-'))
  const logger = pino({ level: 'silent' })
  const { feed, clock } = stepped
  const runtime = await createRuntime({ dataDir, feed, clock, logger, simulation: DISPLAYED_ONLY })
  const prisma = openPrisma(runtime.database.prismaAdapter())
  await seedDemo({ runtime, prisma, secret: SECRET, dataDir, password: 'correct-horse-battery' })
  const config = { host: '127.0.0.1', port: 0, publicUrl: null, allowedOrigins: [], signUp: false }
  const api = createApi({ runtime, prisma, secret: SECRET, logger, config, consoleRoot: null })
  const url = `${await api.listen()}/graphql`
  const apiKey = readFileSync(join(dataDir, 'owner.key'), 'utf8').trim()
  const client = createQuarterdeckClient({ url, apiKey })

  const ask = async (query: string, variables: object = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ query, variables }),
    })
    const answer = (await response.json()) as { data: Record<string, never>; errors?: unknown }
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
    return answer.data
  }
  const { organizationId, accountId } = await openAccount(ask, funds)
  return {
    client,
    organizationId,
    accountId,
    ask,
    async close() {
      await client.close()
      await api.close()
      await prisma.$disconnect()
      await runtime.close()
      stepped.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function openAccount(ask: RecordedDesk['ask'], funds: { currency: string; amount: string }) {
  const { organization } = (await ask('{ organization(slug: "demo") { id } }')) as unknown as {
    organization: { id: string }
  }
  const organizationId = organization.id
  const opened = (await ask(
    `mutation($input: OpenAccountInput!) { openAccount(input: $input) { ... on OpenAccountPayload { account { id } } } }`,
    { input: { organizationId, name: 'Recorded', mode: 'PAPER', currency: funds.currency } },
  )) as unknown as { openAccount: { account: { id: string } } }
  const accountId = opened.openAccount.account.id
  await ask('mutation($input: DepositInput!) { deposit(input: $input) { __typename } }', {
    input: { accountId, ...funds, idempotencyKey: 'funds' },
  })
  const putPolicy =
    'mutation($input: PutRiskPolicyInput!) { putRiskPolicy(input: $input) { __typename ... on Problem { message } } }'
  // The recording quotes one market only: what the demo's other currencies are worth cannot be known, so nothing may ask.
  await ask(putPolicy, {
    input: { organizationId, scope: 'ORGANIZATION', targetId: null, expectedVersion: 1, limits: {} },
  })
  await ask(putPolicy, {
    input: {
      organizationId,
      scope: 'ACCOUNT',
      targetId: accountId,
      expectedVersion: 0,
      limits: { maxLeverage: '10', priceCollar: '0.05', maxOpenOrders: 10, maxQuoteAgeMs: 60_000 },
    },
  })
  return { organizationId, accountId }
}
