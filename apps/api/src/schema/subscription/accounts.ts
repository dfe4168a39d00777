/** Following accounts: sent whenever an event touches one, or the market moves its value; conflated by account. */
import type { EngineEvent } from '@quarterdeck/engine'
import type { AccountView, OrderRow } from '@quarterdeck/runtime'
import type { AccountRef } from '../../data/account-data.ts'
import { type LatestSink, conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Account } from '../refs.ts'
import { followable, followedAccount, followedOrganization } from './field.ts'

/** How often accounts are valued anew, in milliseconds: as often as a person can read. */
const VALUED_EVERY_MS = 500

builder.subscriptionField('accountUpdates', (t) =>
  t.field({
    type: Account,
    description:
      'Positions, balances and equity of accounts, whenever an event or a mark moves them; conflated by account.',
    args: {
      organizationId: t.arg.id({ required: true, description: 'Whose accounts.' }),
      accountId: t.arg.id({ description: 'Only this account.' }),
    },
    ...followable('account:read'),
    subscribe: async (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      const only = await followedAccount(args.accountId, organizationId, context)
      const known = new Set(only === null ? await context.data.accounts.idsOf(organizationId) : [only])
      return conflatedStream<AccountRef>(context, async (sink) => {
        const send = (id: string) => sink.put(id, { id, organizationId })
        const stopValuing = valueAgain({ organizationId, known, context, sink, send })
        try {
          const afterSeq = context.runtime.headSeq(organizationId)
          for await (const batch of context.runtime.events(organizationId, {
            afterSeq,
            signal: sink.signal,
          })) {
            for (const event of batch.events)
              for (const id of accountsOf(event, batch.orderRows.get(event.seq), known)) {
                if (only !== null && id !== only) continue
                known.add(id)
                send(id)
              }
          }
        } finally {
          stopValuing()
        }
      })
    },
    resolve: (account) => account,
  }),
)

interface Valuing {
  readonly organizationId: string
  readonly known: ReadonlySet<string>
  readonly context: Context
  readonly sink: LatestSink<AccountRef>
  readonly send: (accountId: string) => void
}

/** Values the accounts now and then, and sends those whose value moved. Returns the way to stop. */
function valueAgain({ organizationId, known, context, sink, send }: Valuing): () => void {
  const seen = new Map<string, string>()
  const timer = setInterval(() => {
    if (sink.signal.aborted) return
    for (const id of known) {
      const value = valueText(context.runtime.accountView(organizationId, id))
      const before = seen.get(id)
      seen.set(id, value)
      if (before !== undefined && before !== value) send(id)
    }
  }, VALUED_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function valueText(view: AccountView | null): string {
  if (view === null) return ''
  const marks = [...view.positions.values()].map(
    ({ positionId, markPrice }) => `${positionId}=${markPrice ?? ''}`,
  )
  return [view.equity, view.equityUnavailableReason, view.grossExposure, view.netExposure, ...marks].join(' ')
}

/** The accounts that an event touches; a settlement may touch every one that is known. */
function accountsOf(
  event: EngineEvent,
  order: OrderRow | undefined,
  known: ReadonlySet<string>,
): Iterable<string> {
  if (order !== undefined) return [order.accountId]
  if (event.type === 'InstrumentSettled' || event.type === 'CorporateActionApplied') return known
  return 'accountId' in event ? [event.accountId] : []
}
