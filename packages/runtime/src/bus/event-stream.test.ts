/** A reader gets every committed event once and in order, whatever the bus does and however late it comes. */
import type { EngineEvent } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import { SlowConsumer } from '../faults.ts'
import type { CommittedBatch } from '../runtime.ts'
import { seededRandom } from '../testing/random-trading.ts'
import { type EventSource, eventStream } from './event-stream.ts'
import { createInProcessBus } from './in-process-bus.ts'

const ORGANIZATION = 'org'
const actor = { kind: 'SYSTEM', id: 's', name: 's', userId: null } as const

function event(seq: number): EngineEvent {
  return {
    type: 'AuditRecorded',
    seq,
    at: seq,
    commandId: 'c',
    actor,
    action: 'a',
    summary: 's',
    before: null,
    after: null,
  }
}

function batch(first: number, count = 1): CommittedBatch {
  return {
    organizationId: ORGANIZATION,
    events: Array.from({ length: count }, (_, index) => event(first + index)),
    orderRows: new Map(),
  }
}

/** A journal in memory with a bus; `commit` appends and publishes through `deliver`. */
function journal(deliver: (publish: () => void) => void = (publish) => publish()) {
  const bus = createInProcessBus((error) => {
    throw error
  })
  const events: EngineEvent[] = []
  const source: EventSource = {
    bus,
    headSeq: () => events.length,
    async *replay(organizationId, { afterSeq, throughSeq }) {
      for (let seq = afterSeq + 1; seq <= throughSeq; seq++) {
        await Promise.resolve()
        yield { organizationId, events: [events[seq - 1]!], orderRows: new Map() }
      }
    },
  }
  const commit = (count = 1) => {
    const committed = batch(events.length + 1, count)
    events.push(...committed.events)
    deliver(() => bus.publish(committed))
  }
  return { source, commit }
}

async function readThrough(stream: AsyncIterable<CommittedBatch>, lastSeq: number): Promise<number[]> {
  const seqs: number[] = []
  for await (const { events } of stream) {
    seqs.push(...events.map(({ seq }) => seq))
    if (seqs.at(-1)! >= lastSeq) break
  }
  return seqs
}

const upTo = (count: number, after = 0) =>
  Array.from({ length: count - after }, (_, index) => after + index + 1)

describe('event stream', () => {
  it('gives the journal first and then what is committed, without gap or duplicate', async () => {
    const { source, commit } = journal()
    for (let n = 0; n < 5; n++) commit(2)
    const read = readThrough(
      eventStream(source, ORGANIZATION, { afterSeq: 3, signal: new AbortController().signal }),
      30,
    )
    for (let n = 0; n < 10; n++) {
      commit(2)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await read).toEqual(upTo(30, 3))
  })

  const seed = Math.floor(Math.random() * 2 ** 31)
  it(`reads from the journal what the bus lost, repeated or mixed up (seed ${seed})`, async () => {
    const random = seededRandom(seed)
    const late: (() => void)[] = []
    const { source, commit } = journal((publish) => {
      const dice = random()
      if (dice < 0.3) return
      if (dice < 0.5) return void late.push(publish)
      publish()
      if (dice < 0.7) publish()
      while (late.length > 0 && random() < 0.5) late.pop()!()
    })
    const read = readThrough(
      eventStream(source, ORGANIZATION, { afterSeq: 0, signal: new AbortController().signal }),
      500,
    )
    for (let n = 0; n < 600; n++) {
      commit()
      if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await read).slice(0, 500)).toEqual(upTo(500))
  })

  it('cuts off a reader that lags past its bound, and says from where to read on', async () => {
    const { source, commit } = journal()
    const stream = eventStream(source, ORGANIZATION, {
      afterSeq: 0,
      signal: new AbortController().signal,
      batchesMax: 4,
    })
    commit()
    expect((await stream.next()).value).toMatchObject({ events: [{ seq: 1 }] })
    const next = stream.next().catch((error: unknown) => error)
    await new Promise((resolve) => setImmediate(resolve))
    for (let n = 0; n < 10; n++) commit()
    const failure = await next
    expect(failure).toBeInstanceOf(SlowConsumer)
    expect((failure as SlowConsumer).lastSeq).toBe(1)
  })

  it('ends when its signal aborts, also while it waits', async () => {
    const { source } = journal()
    const abort = new AbortController()
    const waiting = eventStream(source, ORGANIZATION, { afterSeq: 0, signal: abort.signal }).next()
    await new Promise((resolve) => setImmediate(resolve))
    abort.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })
})
