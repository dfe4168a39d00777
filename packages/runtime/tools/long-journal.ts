/**
 * Lengthens a journal to a given number of events by trading, for measurements of recovery. Decisions, events, projections and
 * commits are the partition's own; only the venue is scripted and the batches are large.
 *
 *     node packages/runtime/tools/long-journal.ts DATA_DIRECTORY ORGANIZATION_ID EVENTS [DATABASE_URL]
 */
import {
  type Command,
  type VenueReport,
  applyQuote,
  applyStatus,
  decide,
  emptyMarket,
  evolve,
} from '@quarterdeck/engine'
import { openDatabase } from '../src/database/open.ts'
import { commitBatch } from '../src/journal/commit.ts'
import { JournalPage } from '../src/journal/page.ts'
import { recoverPartition } from '../src/recovery/recover.ts'

const BATCH_EVENTS = 2_000
const SPACING_MICROS = 100_000
const QUOTES_EVERY = 100

/** Middle of the market in ticks: what is traded, and the pairs that a valuation needs. */
const MARKETS: Readonly<Record<string, number>> = {
  'SIM:BTC-USD': 6_000_000,
  'SIM:ETH-USD': 300_000,
  'SIM:AAPL': 20_000,
  'SIM:EUR-USD': 108_000,
  'SIM:USD-JPY': 150_000,
}
const TRADED = ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:AAPL'] as const
const LOTS: Readonly<Record<(typeof TRADED)[number], number>> = {
  'SIM:BTC-USD': 400_000,
  'SIM:ETH-USD': 4_000_000,
  'SIM:AAPL': 4,
}

const [dataDir, organizationId, wanted, databaseUrl] = process.argv.slice(2)
if (dataDir === undefined || organizationId === undefined || !(Number(wanted) > 0)) {
  console.error('Usage: long-journal.ts DATA_DIRECTORY ORGANIZATION_ID EVENTS [DATABASE_URL]')
  process.exit(2)
}
const report = (message: string): void => void process.stderr.write(`${message}\n`)
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_fields: object, message: string) => report(message),
  error: (_fields: object, message: string) => report(message),
}
const database = await openDatabase({ dataDir, databaseUrl, onIdleError: (error) => report(error.message) })
const recovered = await recoverPartition(database, organizationId, { log })
const account = recovered?.book.accounts[0]
if (recovered === null || account === undefined) throw new Error('There is no organization with an account')

const { book, projector, outbox } = recovered
const market = emptyMarket()
let { position } = recovered
let page = new JournalPage(position.hash)
let at = book.at
let commands = 0
let state = 20_261_121

/** A small seeded generator: the same journal in every run. */
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

function quoteAll(): void {
  for (const [id, middle] of Object.entries(MARKETS)) {
    const index = book.instrumentIndexById.get(id)
    if (index === undefined) throw new Error(`The book lists ${id}`)
    const mid = Math.round(middle * (1 + (random() - 0.5) / 1_000))
    const quote = { bidTicks: mid - 1, askTicks: mid + 1, bidLots: 1e9, askLots: 1e9, lastTicks: mid }
    applyQuote(market, index, { instrumentId: id, ...quote, receivedAt: at })
    applyStatus(market, index, { instrumentId: id, status: 'OPEN', sessionEndsAt: null })
  }
}

type Bare<C> = C extends Command ? Omit<C, 'at' | 'commandId' | 'actor'> : never

function run(request: Bare<Command>): string | null {
  const actor = { kind: 'SYSTEM', id: 'long-journal', name: 'Long journal', userId: null } as const
  const command = { ...request, at, commandId: `long-${position.epoch}-${++commands}`, actor } as Command
  const outcome = decide(book, market, command, { embedded: databaseUrl === undefined })
  if (outcome.kind === 'REFUSED') throw new Error(`${outcome.field}: ${outcome.message}`)
  for (const event of outcome.events) {
    projector.take(event, evolve(book, event))
    outbox.take(event)
    page.add(event)
  }
  return outcome.subjectId
}

const says = (venueReport: VenueReport): unknown => run({ type: 'ReportVenue', report: venueReport })

/** One order's life: filled in one to four executions, canceled, or left at the venue's word. */
function trade(n: number): void {
  const instrumentId = TRADED[Math.floor(random() * TRADED.length)] ?? 'SIM:AAPL'
  const lots = LOTS[instrumentId]
  const orderId = run({
    type: 'SubmitOrder',
    accountId: account!.id,
    instrumentId,
    clientOrderId: `long-${position.epoch}-${n}`,
    side: random() < 0.5 ? 'BUY' : 'SELL',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantityLots: lots,
    limitTicks: MARKETS[instrumentId] ?? 1,
    stopTicks: null,
    requestedMode: null,
    strategyId: null,
  })
  const order = book.orders.get(orderId ?? '')
  if (order === undefined || !book.workingOrders.has(order.id)) return
  says({ kind: 'ACCEPTED', orderId: order.id, venueOrderId: `v-${order.id}` })
  if (random() < 0.4) {
    run({ type: 'CancelOrder', orderId: order.id })
    says({ kind: 'CANCELED', orderId: order.id, reason: 'canceled on request' })
    return
  }
  const fills = 1 + Math.floor(random() * 4)
  for (let fill = 0; fill < fills; fill += 1) {
    const left = lots - Math.floor(lots / fills) * fill
    says({
      kind: 'FILL',
      orderId: order.id,
      execId: `${order.id}-${fill}`,
      lots: fill === fills - 1 ? left : Math.floor(lots / fills),
      priceTicks: order.limitTicks ?? 1,
      liquidity: 'MAKER',
      fee: '0.01',
      venueAt: at,
    })
  }
}

async function commit(): Promise<void> {
  const batch = { page, changes: projector.drain(), outbox: outbox.drain(), tapes: [] }
  position = await commitBatch(database, position, batch)
  page = new JournalPage(position.hash)
}

const begun = performance.now()
for (let n = 0; book.seq < Number(wanted); n += 1) {
  if (n % QUOTES_EVERY === 0) quoteAll()
  at += SPACING_MICROS
  trade(n)
  if (page.events.length >= BATCH_EVENTS) await commit()
}
if (page.events.length > 0) await commit()
const seconds = (performance.now() - begun) / 1000
console.log(
  JSON.stringify({ events: book.seq, orders: book.orders.size, working: book.workingOrders.size, seconds }),
)
await database.close()
