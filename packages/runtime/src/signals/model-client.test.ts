/** A model server that is slow, wrong, endless or gone costs one short wait, and then nothing. */
import type { RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { ModelClient, type ModelClientBounds, type ModelQuestion } from './model-client.ts'
import { type HeardRequest, answering, serveModel } from './testing/model-server.ts'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

async function serve(listener: RequestListener): Promise<string> {
  const { url, close } = await serveModel(listener)
  closing.push(close)
  return url
}

const clock = { at: 1_000e6, now: () => clock.at }
const question = (): ModelQuestion => ({
  instrument: 'SIM:BTC-USD',
  at: clock.at,
  horizon: 60e6,
  features: { momentum: 0.5 },
})
const good = { score: 0.4, confidence: 0.7, model: { name: 'boost', version: '3', digest: 'abc' } }
const client = (url: string, bounds: Partial<ModelClientBounds> = {}) =>
  new ModelClient({ url, token: 'secret', follows: [] }, clock, { timeoutMs: 20_000, ...bounds })

describe('the client of model servers', () => {
  it('posts the features once, with its token, and reads the answer', async () => {
    const heard: HeardRequest[] = []
    const url = await serve(
      answering(
        () => ({ ...good, extra: 1 }),
        (one) => heard.push(one),
      ),
    )
    expect(await client(url).ask(question())).toEqual({ kind: 'ANSWER', answer: good })
    expect(heard).toEqual([{ method: 'POST', authorization: 'Bearer secret', question: question() }])
  })

  it.each([
    ['MALFORMED', 'score: ', (): string => JSON.stringify({ ...good, score: 2 })],
    ['MALFORMED', 'model: ', (): string => JSON.stringify({ score: 0, confidence: 0 })],
    ['MALFORMED', 'the answer is no JSON', (): string => 'up!'],
    ['TOO_LONG', 'more than 16384 bytes', (): string => 'x'.repeat(100_000)],
  ])('an answer that is wrong is none: %s %s', async (why, detail, body) => {
    const url = await serve((_, response) => response.end(body()))
    const reply = await client(url).ask(question())
    expect(reply).toMatchObject({ kind: 'SILENCE', why, detail: expect.stringContaining(detail) as string })
  })

  it('an error or a redirect is no answer, and nothing is followed or asked again', async () => {
    let asked = 0
    const url = await serve((request, response) => {
      asked += 1
      const isFirst = request.url === '/score' && asked === 1
      response.writeHead(isFirst ? 503 : 302, { location: '/elsewhere' }).end()
    })
    const asking = client(url)
    expect(await asking.ask(question())).toMatchObject({ why: 'STATUS', detail: 'the server answered 503' })
    expect(await asking.ask(question())).toMatchObject({ why: 'UNREACHABLE' })
    expect(asked).toBe(2)
  })

  it('a server that never answers is waited for once, for as long as was agreed', async () => {
    const url = await serve(() => undefined)
    expect(await client(url, { timeoutMs: 50 }).ask(question())).toMatchObject({ why: 'TIMEOUT' })
  })

  it('an answer that comes after its horizon is dropped', async () => {
    const url = await serve((_, response) => {
      clock.at += 60e6
      response.end(JSON.stringify(good))
    })
    expect(await client(url).ask(question())).toMatchObject({ why: 'LATE' })
  })

  it('after failures in a row it is left alone, then tried with one question, and trusted again', async () => {
    let [asked, isWell] = [0, false]
    const url = await serve((_, response) => {
      asked += 1
      response.writeHead(isWell ? 200 : 500).end(JSON.stringify(good))
    })
    const asking = client(url, { failuresMax: 3, rest: 10e6 })
    for (let time = 0; time < 3; time += 1) await asking.ask(question())
    expect(await asking.ask(question())).toMatchObject({ why: 'RESTING' })
    expect(asked).toBe(3)
    clock.at += 10e6
    expect(await asking.ask(question())).toMatchObject({ why: 'STATUS' })
    expect(await asking.ask(question())).toMatchObject({ why: 'RESTING' })
    clock.at += 10e6
    isWell = true
    const both = await Promise.all([asking.ask(question()), asking.ask(question())])
    expect(both.map(({ kind }) => kind)).toEqual(['ANSWER', 'SILENCE'])
    expect(await asking.ask(question())).toMatchObject({ kind: 'ANSWER' })
    expect(asked).toBe(6)
  })
})
