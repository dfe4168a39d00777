import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { BudgetGate } from './budget-gate.ts'
import { HttpExchange, retryAfterMs, type HttpRequest } from './http-exchange.ts'
import { StreamSession, type StreamSessionOptions } from './stream-session.ts'
import { MACHINE_TIME, type Timekeeper } from './timekeeper.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(answer: (response: ServerResponse, body: string) => void): Promise<string> {
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => answer(response, body))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x?y=1`
}

function request(url: string, change: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', url, headers: {}, body: '{"a":1}', timeoutMs: 5_000, ...change }
}

function exchange(): HttpExchange {
  const opened = new HttpExchange({ time: MACHINE_TIME, bodyBytesMax: 1_000 })
  closing.push(() => opened.close())
  return opened
}

describe('one HTTP exchange', () => {
  it('gives the whole answer', async () => {
    const url = await serve((response, body) => response.writeHead(201, { 'x-a': 'b' }).end(`got ${body}`))
    expect(await exchange().send(request(url))).toMatchObject({
      kind: 'ANSWER',
      status: 201,
      body: 'got {"a":1}',
      headers: { 'x-a': 'b' },
    })
  })

  it('reads what was compressed', async () => {
    const url = await serve((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"b":2}')),
    )
    expect(await exchange().send(request(url))).toMatchObject({ kind: 'ANSWER', body: '{"b":2}' })
  })

  it.each([
    ['a reset', (response: ServerResponse) => response.destroy(), { what: 'CONNECTION_LOST', status: null }],
    [
      'an answer that breaks off',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"half"', () => response.destroy())
      },
      { what: 'CONNECTION_LOST', status: 200 },
    ],
    [
      'an answer that is too long',
      (response: ServerResponse) => response.end('x'.repeat(2_000)),
      { what: 'CONNECTION_LOST', status: 200 },
    ],
    ['silence', () => undefined, { what: 'TIMEOUT', status: null }],
    [
      'a body that is no gzip',
      (response: ServerResponse) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
      { what: 'CONNECTION_LOST', status: 200 },
    ],
  ])('leaves the fate open after %s', async (_what, answer, expected) => {
    const url = await serve(answer)
    expect(
      await exchange().send(request(url, expected.what === 'TIMEOUT' ? { timeoutMs: 300 } : {})),
    ).toMatchObject({
      kind: 'NONE',
      ...expected,
    })
  })

  it.each([
    ['nobody listens', 'http://127.0.0.1:9/'],
    ['the name is not known', 'http://nobody.invalid/'],
    ['the address is none', 'http://127.0.0.1:99999/'],
  ])('is certain that nothing was sent where %s', async (_what, url) => {
    expect(await exchange().send(request(url))).toMatchObject({ kind: 'NONE', what: 'NOT_CONNECTED' })
  })

  it('sends nothing after it was closed', async () => {
    const closed = exchange()
    closed.close()
    expect(await closed.send(request('http://127.0.0.1:9/'))).toMatchObject({ what: 'NOT_CONNECTED' })
  })

  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:05 GMT' }, 4_000],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('reads how long it is asked to wait of %j', (headers, ms) => {
    expect(retryAfterMs(headers, 1_000)).toBe(ms)
  })
})

/** A clock that is moved by hand; timers are kept in the order in which they are due. */
function heldTime(): Timekeeper & { advance(ms: number): void } {
  let now = 0
  let timers: { readonly at: number; readonly run: () => void }[] = []
  return {
    nowMs: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    chance: () => 0.5,
    advance: (ms) => {
      now += ms
      for (;;) {
        const due = timers.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) return
        timers = timers.filter((one) => one !== due)
        due.run()
      }
    },
  }
}

describe('the gate of the budget', () => {
  const limits = [{ id: 'rest', capacity: 1, perMs: 1_000, reserve: 0 }]
  const ask = { tenant: 'a', urgency: 'READ', weights: [{ limitId: 'rest', weight: 1 }] } as const

  it('counts a request until a window after its result, then lets the next go', async () => {
    const time = heldTime()
    const gate = new BudgetGate(limits, time)
    let answer: (value: string) => void = () => undefined
    const first = gate.run(ask, 60_000, () => new Promise<string>((resolve) => (answer = resolve)))
    let sent = 0
    const second = gate.run(ask, 60_000, () => Promise.resolve((sent += 1)))
    time.advance(5_000)
    expect(sent).toBe(0)
    answer('one')
    expect(await first).toEqual({ kind: 'SENT', result: 'one' })
    await Promise.resolve()
    time.advance(999)
    expect([sent, gate.usage().limits[0]?.used]).toEqual([0, 1])
    time.advance(1)
    expect(await second).toEqual({ kind: 'SENT', result: 1 })
  })

  it('gives up what waited too long, and what can never go, without sending it', async () => {
    const time = heldTime()
    const gate = new BudgetGate(limits, time)
    gate.hold(['rest'], 10_000)
    const late = gate.run(ask, 3_000, () => Promise.reject(new Error('must not be sent')))
    time.advance(3_000)
    expect(await late).toEqual({ kind: 'WAITED_TOO_LONG' })
    const heavy = { ...ask, weights: [{ limitId: 'rest', weight: 2 }] }
    expect(await gate.run(heavy, 1, () => Promise.reject(new Error('must not be sent')))).toEqual({
      kind: 'NEVER_FITS',
    })
  })
})

describe('a stream session', () => {
  async function listen(
    onSocket: (socket: WebSocket) => void,
    options: { readonly autoPong?: boolean } = {},
  ): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options })
    server.on('connection', onSocket)
    await new Promise<void>((resolve) => {
      server.on('listening', resolve)
    })
    closing.push(() => {
      for (const client of server.clients) client.terminate()
      server.close()
    })
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  function open(
    url: string,
    change: Partial<StreamSessionOptions> = {},
  ): { session: StreamSession; states: string[]; texts: string[] } {
    const [states, texts]: [string[], string[]] = [[], []]
    const session = new StreamSession({
      url,
      time: MACHINE_TIME,
      reconnect: { baseMs: 5, capMs: 20, goodAfterMs: 30_000 },
      silentAfterMs: 30_000,
      onOpen: () => undefined,
      onText: (text) => void texts.push(text),
      onState: (state) => void states.push(state),
      ...change,
    })
    closing.push(() => session.stop())
    session.start()
    return { session, states, texts }
  }

  it('opens, tells texts of both kinds of frames, and opens again after each loss', async () => {
    let connections = 0
    const url = await listen((socket) => {
      connections += 1
      socket.send('text')
      socket.send(Buffer.from('binary'), { binary: true }, () => connections < 3 && socket.terminate())
    })
    const { session, states, texts } = open(url)
    await expect.poll(() => texts.length).toBeGreaterThanOrEqual(6)
    expect(texts.slice(0, 2)).toEqual(['text', 'binary'])
    expect(states.slice(0, 4)).toEqual(['CONNECTING', 'SYNCING', 'CONNECTING', 'SYNCING'])
    expect(session.losses).toBe(2)
    session.synced()
    session.doubt('a gap')
    session.reassure('read again')
    expect(states.slice(-3)).toEqual(['READY', 'DEGRADED', 'READY'])
    expect(session.send('hello')).toBe(true)
  })

  it('tries until there is somebody, and what must be known is known', async () => {
    let asked = 0
    const url = await listen(() => undefined)
    const prepare = (): Promise<boolean> => {
      asked += 1
      return asked === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(asked > 2)
    }
    const { session } = open(url, { prepare })
    await expect.poll(() => session.state).toBe('SYNCING')
    expect(asked).toBe(3)
  })

  it('is not opened again after a refusal, nor after it was stopped', async () => {
    let connections = 0
    const url = await listen(() => void (connections += 1))
    const refused = open(url)
    await expect.poll(() => refused.session.state).toBe('SYNCING')
    refused.session.refuse('wrong key')
    const stopped = open(url)
    await expect.poll(() => stopped.session.state).toBe('SYNCING')
    stopped.session.stop()
    const other = open(url)
    await expect.poll(() => other.session.state).toBe('SYNCING')
    expect([connections, refused.session.state, stopped.session.state, refused.session.send('x')]).toEqual([
      3,
      'DOWN',
      'DOWN',
      false,
    ])
  })

  it('says with what the venue refuses the upgrade, and is not opened again once whoever listens gives up', async () => {
    const url = (await serve((response) => response.writeHead(401, { 'x-a': 'b' }).end())).replace(
      'http',
      'ws',
    )
    const refusals: unknown[] = []
    const { session, states } = open(url, {
      onRefused: (status, headers) => {
        refusals.push([status, headers['x-a']])
        return refusals.length === 2
      },
    })
    await expect.poll(() => session.state).toBe('DOWN')
    expect([refusals, states]).toEqual([
      [
        [401, 'b'],
        [401, 'b'],
      ],
      ['CONNECTING', 'DOWN'],
    ])
  })

  it('asks a venue that sends nothing whether it is there, and drops it when it does not answer', async () => {
    let pings = 0
    const answering = await listen((socket) => socket.on('ping', () => void (pings += 1)))
    const silent = await listen(() => undefined, { autoPong: false })
    const [there, gone] = [answering, silent].map((url) =>
      open(url, { silentAfterMs: 1_800, pingEveryMs: 1 }),
    )
    await expect.poll(() => gone?.session.losses).toBe(1)
    expect([there?.session.losses, pings > 0]).toEqual([0, true])
  })

  it('drops a socket on which nothing is heard, or that never comes in step', async () => {
    const url = await listen(() => undefined)
    const silent = open(url, { silentAfterMs: 500 })
    const endless = open(url, { syncTimeoutMs: 500 })
    await expect.poll(() => Math.min(silent.session.losses, endless.session.losses)).toBeGreaterThan(0)
  })
})
