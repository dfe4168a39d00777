/** A subscription's queue: bounded, patient with a replay, short with a reader that stands still, private to its reader. */
import { SlowConsumer as RuntimeSlowConsumer } from '@quarterdeck/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SlowConsumer } from '../problem/problem.ts'
import type { Context } from '../schema/context.ts'
import { type Sink, boundedStream } from './bounded-stream.ts'
import { conflatedStream } from './conflated-stream.ts'

const LIMITS = { queueMax: 4, stallMs: 1_000, graceMs: 200 }

interface Item {
  readonly n: number
}

const nothing = () => undefined

function context(abandon: () => void = nothing, fellBehind: () => void = nothing): Context {
  const connection = { abandon, fellBehind }
  return { connection, refresh: nothing, streamLimits: LIMITS } as unknown as Context
}

/** Pushes numbers from 1 on, as fast as it may, and counts them. */
function counting(upTo = Infinity) {
  const made = { count: 0, signal: null as AbortSignal | null }
  const produce = async (sink: Sink<Item>) => {
    made.signal = sink.signal
    for (let n = 1; n <= upTo && !sink.signal.aborted; n++) {
      made.count = n
      await sink.push({ n }, String(n))
    }
  }
  return { made, produce }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('bounded stream', () => {
  it('gives every item in order, and its end', async () => {
    const { produce } = counting(20)
    const seen: number[] = []
    for await (const { n } of boundedStream(context(), '0', produce)) seen.push(n)
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('holds a fast producer back instead of growing', async () => {
    const { made, produce } = counting()
    const stream = boundedStream(context(), '0', produce)
    await stream.next()
    await stream.next()
    await vi.advanceTimersByTimeAsync(500)
    expect(made.count).toBeLessThanOrEqual(2 + LIMITS.queueMax)
    await stream.return?.()
  })

  it('drops the queue of a reader that stands still, and tells it once from where to resume', async () => {
    const { made, produce } = counting()
    const fellBehind = vi.fn<() => void>()
    const stream = boundedStream(context(nothing, fellBehind), '0', produce)
    expect(await stream.next()).toMatchObject({ value: { n: 1 } })
    expect(fellBehind).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(LIMITS.stallMs)
    const error = await stream.next().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SlowConsumer)
    expect((error as SlowConsumer).lastCursor).toBe('1')
    expect(fellBehind).toHaveBeenCalledOnce()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(made.signal?.aborted).toBe(true)
  })

  it('cuts the connection of a reader that does not even take the error, and of no other', async () => {
    const abandon = vi.fn<() => void>()
    const { produce } = counting()
    const idle = boundedStream(context(abandon), '0', produce)
    await vi.advanceTimersByTimeAsync(LIMITS.stallMs + LIMITS.graceMs)
    expect(abandon).toHaveBeenCalledOnce()
    const prompt = vi.fn<() => void>()
    const stream = boundedStream(context(prompt), '0', counting().produce)
    await vi.advanceTimersByTimeAsync(LIMITS.stallMs)
    await expect(stream.next()).rejects.toBeInstanceOf(SlowConsumer)
    await vi.advanceTimersByTimeAsync(LIMITS.graceMs)
    expect(prompt).not.toHaveBeenCalled()
    await idle.return?.()
  })

  it('says SLOW_CONSUMER as well when the runtime cut it off', async () => {
    const stream = boundedStream<Item>(context(), '7', () => Promise.reject(new RuntimeSlowConsumer(3)))
    await expect(stream.next()).rejects.toMatchObject({ code: 'SLOW_CONSUMER', lastCursor: '7' })
  })

  it('ends at once when the reader leaves, also while it waits', async () => {
    let signal: AbortSignal | null = null
    const stream = boundedStream<Item>(context(), '0', (sink) => {
      signal = sink.signal
      return new Promise(() => undefined)
    })
    const waiting = stream.next()
    await stream.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect((signal as AbortSignal | null)?.aborted).toBe(true)
  })

  it('keeps readers apart: each gets its own items, however slow the other is', async () => {
    const a = boundedStream<Item>(context(), '0', counting(3).produce)
    const b = boundedStream<Item>(context(), '0', counting(3).produce)
    const take = async (stream: AsyncIterable<Item>) => {
      const seen: number[] = []
      for await (const { n } of stream) seen.push(n)
      return seen
    }
    expect(await take(b)).toEqual([1, 2, 3])
    expect(await take(a)).toEqual([1, 2, 3])
  })
})

describe('conflated stream', () => {
  it('keeps only the newest of each key for a slow reader, and starves none', async () => {
    const stream = conflatedStream<{ key: string; n: number }>(context(), async (sink) => {
      for (let n = 1; n <= 1_000; n++) for (const key of ['a', 'b']) sink.put(key, { key, n })
      await new Promise(() => undefined)
    })
    expect([await stream.next(), await stream.next()].map(({ value }) => value)).toEqual([
      { key: 'a', n: 1_000 },
      { key: 'b', n: 1_000 },
    ])
    await stream.return?.()
  })
})
