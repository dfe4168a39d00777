/**
 * A partition against a database that delays, fails, loses answers and changes owners at will: whatever happens in whatever
 * order, an answer means durable, what is told outside is what the journal holds, and a fault says what is known.
 */
import { type Book, type SubmitOrder, emptyMarket, evolve, initialBook, snapshot } from '@quarterdeck/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Database, SqlValue } from '../database/database.ts'
import { FateUnknown, PartitionUnavailable } from '../faults.ts'
import { genesisHash, linkHash } from '../journal/chain.ts'
import { decodeEvent } from '../journal/payload.ts'
import { BATCH_COMMANDS_MAX, SNAPSHOT_EVENTS } from '../limits.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { createProjector } from '../projection/projector.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import { TRADER, order, silent } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { Partition } from './partition.ts'

const ORGANIZATION = 'org-1'

/** A command that the engine trips over: a bug of ours. */
const POISON = {
  type: 'Deposit',
  get accountId(): string {
    throw new Error('injected: a bug of the engine')
  },
} as CommandRequest

/** What becomes of a statement. LOST: it was done, and nobody is told. */
type Fate = 'DONE' | 'FAILED' | 'LOST'

interface Statement {
  readonly payloads: readonly string[]
  settle(fate: Fate): void
}

/** The journal's table, its statements under way, and what it found wrong with them. */
function journal() {
  const payloads: string[] = []
  const running: Statement[] = []
  const sent: string[] = []
  /** Of what nobody was told whether it was done. */
  const unsure: string[] = []
  /** What was found wrong where a throw would be taken for a fault of the database. */
  const wrong: unknown[] = []
  const note = (claim: () => void) => {
    try {
      claim()
    } catch (error) {
      wrong.push(error)
    }
  }
  let head = genesisHash(ORGANIZATION, 'USD')
  let epoch = 1
  const chained = (from: string, texts: readonly string[]) =>
    texts.reduce((hash, text) => linkHash(hash, text), from)
  const commit = (values: readonly SqlValue[], texts: readonly string[]) => {
    if (values[1] !== epoch || values[2] !== payloads.length) return []
    payloads.push(...texts)
    head = chained(head, texts)
    note(() => expect([values[3], values[4]]).toEqual([payloads.length, head]))
    return [{ held: 1 }]
  }
  const query = (_text: string, values: readonly SqlValue[] = []) =>
    new Promise<readonly object[]>((resolve, reject) => {
      const texts = Array.isArray(values[5]) ? [...(values[5] as readonly string[])] : null
      sent.push(...(texts ?? []))
      if (texts === null) note(() => expectSnapshot(payloads, values))
      running.push({
        payloads: texts ?? [],
        settle(fate) {
          running.shift()
          const rows = fate === 'FAILED' || texts === null ? [] : commit(values, texts)
          if (fate === 'DONE') return resolve(rows)
          unsure.push(...(texts ?? []))
          reject(new Error(`injected: ${fate}`))
        },
      })
    })
  return {
    payloads,
    running,
    sent,
    unsure,
    wrong,
    note,
    database: { query } as Partial<Database> as Database,
    /** Another owner comes: what the one before sends from now on is refused. */
    takeOver() {
      epoch += 1
      const book = replayed(payloads)
      return { book, position: { organizationId: ORGANIZATION, epoch, seq: payloads.length, hash: head } }
    },
  }
}

interface Caller {
  readonly to: Partition
  readonly key: string
  readonly request: CommandRequest
  committed: Committed | null
  fault: unknown
  /** Length of the journal when the answer came. */
  durable: number
}

function replayed(payloads: readonly string[]): Book {
  const book = initialBook({ organizationId: ORGANIZATION, baseCurrency: 'USD' })
  for (const text of payloads) evolve(book, decodeEvent(text))
  return book
}

/** What is written as a snapshot is the state that the journal leads to, and nothing that is only decided. */
function expectSnapshot(payloads: readonly string[], [, seq, state]: readonly SqlValue[]): void {
  expect(seq).toBeLessThanOrEqual(payloads.length)
  expect(state).toBe(snapshot(replayed(payloads.slice(0, Number(seq)))))
}

/** Everything a partition does, in a world that waits for the test. */
function world() {
  const store = journal()
  const clock = manualClock()
  const callers: Caller[] = []
  const published: number[] = []
  const dispatched: number[] = []
  const deaths: Error[] = []
  const closings: Promise<unknown>[] = []
  const market = emptyMarket()
  let breaksReader = false
  let partition = open()
  let accountId = ''
  const canceled = new Set<string>()
  const wanted = new Map<Partition, { asked: number; called: number }>()

  function open(): Partition {
    const { book, position } = store.takeOver()
    let isClosed = false
    const opened: Partition = new Partition(
      {
        book,
        position,
        // One is due at the first quiet moment.
        snapshotSeq: -SNAPSHOT_EVENTS,
        projector: createProjector(book),
        outbox: createOutbox(book, []),
      },
      {
        database: store.database,
        clock,
        bus: {
          publish({ events }) {
            if (breaksReader) {
              breaksReader = false
              throw new Error('injected: a reader that no bus should let through')
            }
            for (const { seq } of events) {
              store.note(() => expect(seq, 'published').toBeLessThanOrEqual(store.payloads.length))
              published.push(seq)
            }
          },
          subscribe: () => () => undefined,
          unhealthyBecause: () => null,
        },
        log: silent,
        market,
        context: { embedded: true },
        openDesk: ({ onReport }) => ({
          dispatch(entries) {
            if (isClosed) return
            for (const { seq, orderId, request } of entries) {
              store.note(() => expect(seq, 'dispatched').toBeLessThanOrEqual(store.payloads.length))
              dispatched.push(seq)
              // At once, as no venue should and one may.
              if (request.kind === 'PLACE' && orderId !== null)
                onReport({ kind: 'ACCEPTED', orderId, venueOrderId: `V-${orderId}` })
            }
          },
          list: () => undefined,
          resend: () => undefined,
          onQuote: () => undefined,
          onStatus: () => undefined,
          restore: () => undefined,
          holdBack: () => () => undefined,
          unhealthyBecause: () => null,
          close: () => void (isClosed = true),
        }),
        onDeath: (reason) => {
          if (opened === partition) deaths.push(reason)
        },
      },
    )
    return opened
  }

  function submit(request: CommandRequest, key: string): Caller {
    const caller: Caller = { to: partition, key, request, committed: null, fault: null, durable: -1 }
    callers.push(caller)
    partition.submit(TRADER, request).then(
      (committed) => {
        caller.committed = committed
        caller.durable = store.payloads.length
      },
      (fault: unknown) => (caller.fault = fault),
    )
    return caller
  }

  const settle = () => new Promise((resolve) => setImmediate(resolve))
  /** Lets everything that is under way come to its end. */
  const drain = async (fate: Fate = 'DONE') => {
    for (;;) {
      await settle()
      const next = store.running[0]
      if (next === undefined) return
      next.settle(fate)
    }
  }

  return {
    store,
    clock,
    callers,
    published,
    dispatched,
    deaths,
    closings,
    wanted,
    submit,
    settle,
    drain,
    get partition() {
      return partition
    },
    deposit: () => {
      const key = `deposit-${callers.length}`
      return submit({ type: 'Deposit', accountId, amount: '5', currency: 'USD', idempotencyKey: key }, key)
    },
    place(terms: Partial<SubmitOrder> = {}) {
      const key = `order-${callers.length}-`
      return submit(order(accountId, key, terms), key)
    },
    cancel() {
      const known = callers.flatMap(({ committed }) => committed?.orders.map(({ id }) => id) ?? [])
      const orderId = known.find((id) => !canceled.has(id))
      if (orderId === undefined) return
      canceled.add(orderId)
      submit({ type: 'CancelOrder', orderId }, orderId)
    },
    /** Refused: nothing comes of it, and its caller is told no sooner than what it was judged by is durable. */
    refuse: () =>
      submit(
        { type: 'Deposit', accountId: 'nobody', amount: '5', currency: 'USD', idempotencyKey: 'x' },
        'refused',
      ),
    poison: () => submit(POISON, 'poison'),
    /** Who asks for a quiet moment sees a book of which all is durable, and all that was asked before. */
    quiet() {
      const asked = partition
      const before = callers.length
      const wantedOf = wanted.get(asked) ?? { asked: 0, called: 0 }
      wanted.set(asked, wantedOf)
      wantedOf.asked += 1
      asked.whenQuiet(() => {
        wantedOf.called += 1
        store.note(() => expect(asked.book.seq, 'quiet').toBe(store.payloads.length))
        const own = callers.slice(0, before).filter(({ to }) => to === asked)
        const unanswered = own.filter(({ committed, fault }) => committed === null && fault === null)
        store.note(() => expect(unanswered, 'asked before').toEqual([]))
      })
    },
    // A snapshot that cannot be written is the closer's to know of, and nobody's harm.
    close: () => void closings.push(partition.close().catch((error: unknown) => error)),
    breakReader: () => void (breaksReader = true),
    reopen() {
      partition = open()
      deaths.length = 0
      quote()
    },
    async prepare() {
      submit({ type: 'ListInstrument', instrument: BTC }, BTC.id)
      const opening = submit(
        { type: 'OpenAccount', name: 'Paper', mode: 'PAPER', currency: 'USD', connectionId: null },
        'Paper',
      )
      await drain()
      accountId = (opening.committed!.outcome as { subjectId: string }).subjectId
      submit({ type: 'Deposit', accountId, amount: '9999999', currency: 'USD', idempotencyKey: 'd' }, '"d"')
      await drain()
      quote()
    },
  }

  function quote() {
    partition.onStatus({ instrumentId: BTC.id, status: 'OPEN', sessionEndsAt: null })
    const receivedAt = clock.now()
    const shown = { bidTicks: 9_999, askTicks: 10_001, bidLots: 1, askLots: 1, lastTicks: null, receivedAt }
    partition.onQuote({ instrumentId: BTC.id, ...shown })
  }
}

/** What becomes of a cancel that is not refused. */
const CANCEL = 'OrderCancelRequested'

type World = ReturnType<typeof world>

/** What must hold at the end, whatever happened. */
function check({ store, callers, published, dispatched, wanted, deaths, closings, partition }: World): void {
  const { payloads, sent, unsure, wrong } = store
  expect(wrong).toEqual([])
  const { asked = 0, called = 0 } = wanted.get(partition) ?? {}
  if (deaths.length === 0 && closings.length === 0) expect(called, 'quiet moments').toBe(asked)
  expect(new Set(sent).size, 'nothing is sent twice').toBe(sent.length)
  const stored = payloads.map((text) => decodeEvent(text))
  const holds = (texts: readonly string[], { key, request: { type } }: Caller) =>
    texts.some((text) => text.includes(key) && (type !== 'CancelOrder' || text.includes(CANCEL)))
  for (const caller of callers) {
    const { key, committed, fault, durable, request } = caller
    expect(committed !== null || fault !== null, `${request.type} ${key} is answered`).toBe(true)
    if (committed?.outcome.kind === 'ACCEPTED') {
      for (const event of committed.outcome.events) {
        expect(event.seq, 'answered is durable').toBeLessThanOrEqual(durable)
        expect(stored[event.seq - 1]).toMatchObject({ seq: event.seq, commandId: event.commandId })
      }
    }
    if (fault instanceof PartitionUnavailable)
      expect(holds(payloads, caller), `${key} was not done, as its caller was told`).toBe(false)
    else if (fault instanceof FateUnknown)
      expect(holds(unsure, caller), `${key} was sent, and its answer lost`).toBe(true)
    else expect(fault).toBeNull()
  }
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, at) => at + 1))
  expect(published).toEqual([...published].sort((a, b) => a - b))
  expect(new Set(published).size).toBe(published.length)
  expect(dispatched).toEqual([...new Set(dispatched)].sort((a, b) => a - b))
  const commands = new Map<string, number[]>()
  for (const { commandId, seq } of stored) commands.set(commandId, [...(commands.get(commandId) ?? []), seq])
  // The events of one command stand together: two commands never share an id.
  for (const seqs of commands.values()) expect(seqs.at(-1)! - seqs[0]! + 1).toBe(seqs.length)
}

type Step =
  | 'deposit'
  | 'place'
  | 'cancel'
  | 'refuse'
  | 'quiet'
  | 'poison'
  | 'close'
  | 'turn'
  | 'idle'
  | 'takeOver'
  | 'reopen'
  | 'breakReader'
  | Fate

const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<Step>('deposit', 'place', 'cancel', 'refuse', 'quiet') },
    { weight: 8, arbitrary: fc.constant<Step>('turn') },
    { weight: 8, arbitrary: fc.constant<Step>('DONE') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Step>(
        'FAILED',
        'LOST',
        'poison',
        'close',
        'idle',
        'takeOver',
        'reopen',
        'breakReader',
      ),
    },
  ),
  { minLength: 5, maxLength: 60 },
)

async function take(step: Step, { store, ...of }: World): Promise<void> {
  switch (step) {
    case 'deposit':
    case 'refuse':
    case 'poison':
    case 'quiet':
    case 'breakReader':
      return void of[step]()
    case 'place':
      return void of.place()
    case 'cancel':
      return of.cancel()
    case 'close':
      return of.close()
    case 'turn':
      return void (await of.settle())
    case 'idle':
      return of.clock.advance(60_000)
    case 'takeOver':
      return void store.takeOver()
    case 'reopen':
      return of.reopen()
    default:
      store.running[0]?.settle(step)
  }
}

describe('a partition whose database does what it likes', () => {
  it('answers what is durable, tells it once and in order, and names the fault of what is not', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const of = world()
        await of.prepare()
        for (const step of taken) await take(step, of)
        await of.drain()
        await Promise.all(of.closings)
        check(of)
      }),
      { numRuns: 250 },
    )
  })

  it('carries what waits in commits of bounded size, none forgotten while another is under way', async () => {
    const of = world()
    await of.prepare()
    for (let n = 0; n < 3 * BATCH_COMMANDS_MAX; n++) {
      of.deposit()
      if (n === 1) await of.settle()
    }
    const sizes: number[] = []
    for (await of.settle(); of.store.running.length > 0; await of.settle()) {
      sizes.push(of.store.running[0]!.payloads.length)
      of.store.running[0]!.settle('DONE')
    }
    check(of)
    expect(sizes).toEqual([2, BATCH_COMMANDS_MAX, BATCH_COMMANDS_MAX, BATCH_COMMANDS_MAX - 2])
  })

  it('refuses in its turn what was asked of books that are no longer so, whatever was asked before it', async () => {
    const of = world()
    await of.prepare()
    const cash = (book: Book) => book.accounts[0]!.cash[0]?.cash ?? 0n
    const asRead = cash(of.partition.book)
    const changed = { kind: 'REFUSED', code: 'CONFLICT', field: null, message: 'changed' } as const
    const unless = (book: Book) => (cash(book) === asRead ? null : changed)
    const record = { type: 'RecordAudit', action: 'a.b', summary: 's', before: null, after: null } as const
    const first = of.partition.submit(TRADER, record, { unless })
    of.deposit()
    const second = of.partition.submit(TRADER, record, { unless })
    await of.drain()
    expect((await first).outcome.kind).toBe('ACCEPTED')
    expect((await second).outcome).toEqual(changed)
    check(of)
  })
})
