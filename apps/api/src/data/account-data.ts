/** Accounts, balances, positions and the ledger, as one principal may see them. */
import DataLoader from 'dataloader'
import { notFound } from '../problem/problem.ts'
import type { Balance, LedgerEntry, Position, Prisma, TradingAccount } from '../generated/prisma/client.ts'
import type { Facts } from './facts.ts'
import { type Page, type PageArguments, pageOf } from './page.ts'
import { seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** An account by id, with whose it is; its other fields are loaded when they are selected. */
export interface AccountRef {
  readonly id: string
  readonly organizationId: string
}

export interface AccountData {
  /** The account, if the principal can see it. Throws NOT_FOUND otherwise, the same for foreign and unknown ids. */
  find(id: string, path?: readonly string[]): Promise<AccountRef & { readonly currency: string }>
  row(id: string): Promise<TradingAccount>
  page(organizationId: string, args: PageArguments): Promise<Page<TradingAccount>>
  idsOf(organizationId: string): Promise<readonly string[]>
  /** Oldest first. */
  boundTo(organizationId: string, connectionId: string): Promise<TradingAccount[]>
  balances(account: AccountRef): Promise<readonly Balance[]>
  positions(account: AccountRef, args: PageArguments, includeFlat: boolean): Promise<Page<Position>>
  position(id: string): Promise<Position>
  ledger(account: AccountRef, args: PageArguments): Promise<Page<LedgerEntry>>
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function createAccountData(
  client: TenantClient,
  facts: Facts,
  sees: (organizationId: string) => boolean,
): AccountData {
  const rows = new DataLoader<string, TradingAccount | null>(async (ids) => {
    const found = await client.tradingAccount.findMany({ where: { id: { in: [...ids] } } })
    const byId = new Map(found.map((row) => [row.id, row]))
    return ids.map((id) => byId.get(id) ?? null)
  })
  const balances = new DataLoader<string, readonly Balance[]>(async (ids) => {
    const found = await client.balance.findMany({
      where: { accountId: { in: [...ids] } },
      orderBy: { currency: 'asc' },
    })
    return ids.map((id) => found.filter((row) => row.accountId === id))
  })

  async function row(id: string, path?: readonly string[]): Promise<TradingAccount> {
    const found = UUID.test(id) ? await rows.load(id) : null
    if (found === null) throw notFound('Account', path)
    facts.learnAccount(id, { organizationId: found.organizationId, currency: found.currency })
    return found
  }

  return {
    row,
    async find(id, path) {
      const known = facts.account(id)
      if (known !== undefined && sees(known.organizationId)) return { id, ...known }
      const { organizationId, currency } = await row(id, path)
      return { id, organizationId, currency }
    },
    page: (organizationId, args) => {
      const where: Prisma.TradingAccountWhereInput = { organizationId }
      return seqPageOf(args, {
        organizationId,
        newestFirst: false,
        load: async ({ where: seq, orderBy, take }) => {
          const found = await client.tradingAccount.findMany({ where: { ...where, seq }, orderBy, take })
          for (const account of found) rows.prime(account.id, account)
          return found
        },
        count: () => client.tradingAccount.count({ where }),
      })
    },
    async idsOf(organizationId) {
      const found = await client.tradingAccount.findMany({ where: { organizationId }, select: { id: true } })
      return found.map(({ id }) => id)
    },
    boundTo: (organizationId, connectionId) =>
      client.tradingAccount.findMany({ where: { organizationId, connectionId }, orderBy: { seq: 'asc' } }),
    balances: ({ id }) => balances.load(id),
    positions: ({ id, organizationId }, args, includeFlat) => {
      const where: Prisma.PositionWhereInput = {
        organizationId,
        accountId: id,
        ...(includeFlat ? {} : { quantity: { not: 0 } }),
      }
      return pageOf<Position, string>(args, {
        // Ids tell whose they are by themselves.
        organizationId: null,
        parse: (at) => at,
        placeOf: (position) => position.id,
        load: ({ after, before, take, fromEnd }) =>
          client.position.findMany({
            where: {
              AND: [
                where,
                after === null ? {} : { id: { gt: after } },
                before === null ? {} : { id: { lt: before } },
              ],
            },
            orderBy: { id: fromEnd ? 'desc' : 'asc' },
            take,
          }),
        count: () => client.position.count({ where }),
      })
    },
    async position(id) {
      const found = await client.position.findFirst({ where: { id } })
      if (found === null) throw notFound('Position')
      return found
    },
    ledger: ({ id, organizationId }, args) => {
      const where: Prisma.LedgerEntryWhereInput = { organizationId, accountId: id }
      return pageOf<LedgerEntry, LedgerKey>(args, {
        organizationId,
        parse: parseLedgerKey,
        placeOf: (entry) => `${entry.seq}-${entry.line}`,
        load: ({ after, before, take, fromEnd }) =>
          client.ledgerEntry.findMany({
            // Newest first: "after" in the list is older.
            where: {
              AND: [
                where,
                after === null ? {} : beside(after, 'lt'),
                before === null ? {} : beside(before, 'gt'),
              ],
            },
            orderBy: [{ seq: fromEnd ? 'asc' : 'desc' }, { line: fromEnd ? 'asc' : 'desc' }],
            take,
          }),
        count: () => client.ledgerEntry.count({ where }),
      })
    },
  }
}

interface LedgerKey {
  readonly seq: bigint
  readonly line: number
}

function parseLedgerKey(at: string): LedgerKey | null {
  const match = /^(\d{1,18})-(\d{1,6})$/.exec(at)
  return match === null ? null : { seq: BigInt(match[1] ?? '0'), line: Number(match[2]) }
}

function beside({ seq, line }: LedgerKey, side: 'lt' | 'gt'): Prisma.LedgerEntryWhereInput {
  // Said twice, because no index can look up an OR: the bound on seq alone is one.
  return {
    seq: { [side === 'lt' ? 'lte' : 'gte']: seq },
    OR: [{ seq: { [side]: seq } }, { seq, line: { [side]: line } }],
  }
}
