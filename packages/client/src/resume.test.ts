import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { resume } from './resume.ts'

interface Item {
  readonly cursor: string
}

/** A server with `length` events that breaks each attempt after the scripted number of items. */
function breakingServer(length: number, breaks: readonly number[]) {
  let attempt = 0
  return async function* (after: string): AsyncGenerator<Item> {
    const allowed = breaks[attempt] ?? Number.POSITIVE_INFINITY
    attempt += 1
    let sent = 0
    for (let seq = Number(after) + 1; seq <= length; seq += 1) {
      if (sent === allowed) throw new Error('connection lost')
      sent += 1
      yield { cursor: String(seq) }
    }
  }
}

describe('resumed streams', () => {
  const seed = 20_261_121
  it(`hand out every event once, in order, wherever the connection breaks (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 20 }),
        async (length, breaks) => {
          const abort = new AbortController()
          const seen: string[] = []
          const stream = resume({
            open: breakingServer(length, breaks),
            cursorOf: (item) => item.cursor,
            after: '0',
            isFinal: () => false,
            signal: abort.signal,
            pause: () => Promise.resolve(),
          })
          for await (const item of stream) {
            seen.push(item.cursor)
            if (seen.length === length) abort.abort()
          }
          expect(seen).toEqual(Array.from({ length }, (_, index) => String(index + 1)))
        },
      ),
      { seed, numRuns: 300 },
    )
  })

  it('end with the error that trying again cannot mend', async () => {
    const stream = resume<Item>({
      open: async function* () {
        yield { cursor: '1' }
        throw new Error('FORBIDDEN')
      },
      cursorOf: (item) => item.cursor,
      after: '0',
      isFinal: (error) => error instanceof Error && error.message === 'FORBIDDEN',
      signal: new AbortController().signal,
      pause: () => Promise.resolve(),
    })
    await expect(async () => {
      for await (const item of stream) expect(item.cursor).toBe('1')
    }).rejects.toThrow('FORBIDDEN')
  })
})
