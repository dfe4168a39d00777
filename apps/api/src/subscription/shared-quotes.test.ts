/** What quotes of one turn cost a thousand sockets: one write each. */
import { parse } from 'graphql'
import { expect, it } from 'vitest'
import type { OperationRequest, Pipeline } from '../pipeline/pipeline.ts'
import type { ContextFactory } from '../schema/context.ts'
import { createSharedQuotes } from './shared-quotes.ts'

const document = parse('subscription { quotes(instrumentIds: ["a", "b"]) { bid } }')

/** A pipeline whose only subscription gives these turns of quotes; each turn but the first waits for the one before to be written. */
function quotesIn(turns: readonly (readonly { readonly instrumentId: string; readonly bid: number }[])[]) {
  async function* events() {
    for (const turn of turns) {
      yield* turn
      await new Promise<void>((resolve) => {
        setImmediate(resolve)
      })
    }
  }
  return {
    operationOf: () => document.definitions[0],
    source: async () => ({
      events: events(),
      close: async () => undefined,
      execute: async (event: unknown) => ({ data: event }),
    }),
  } as unknown as Pipeline
}

it('writes what came in one turn at once, the newest quote of each instrument', async () => {
  const pipeline = quotesIn([
    [
      { instrumentId: 'a', bid: 1 },
      { instrumentId: 'b', bid: 2 },
      { instrumentId: 'a', bid: 3 },
    ],
    [{ instrumentId: 'b', bid: 4 }],
  ])
  const quotes = createSharedQuotes(pipeline, (() => ({})) as unknown as ContextFactory)
  const writes: number[][] = []
  const socket = {
    waitingBytes: 0,
    write: (frames: Buffer) =>
      void writes.push([...frames.toString().matchAll(/"bid":(\d)/g)].map(([, bid]) => Number(bid))),
  }
  const prepared = { document }
  const request = { prepared, operationName: null, variables: {}, context: { traceId: 't' } }
  const stream = await quotes.join(request as unknown as OperationRequest, { id: '1', socket })
  await stream?.next()
  expect(writes).toEqual([[3, 2], [4]])
})
