/**
 * One quote to a thousand identical subscribers, beside a raw `ws` broadcast of the same bytes to as many sockets. Closed loop with
 * a few quotes in flight: the next is published when the readers have counted the bytes of an earlier one.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, spreadOf, type BenchRow } from '../report.ts'
import type { Publish } from './publisher.ts'
import type { ReachOrder, ReaderOrder } from './reader.ts'

const SUBSCRIBERS = 1_000
const QUOTES = 200
/** Many short rounds in turns: what else the machine does then falls on both alike. */
const ROUNDS = 9
/** One quote of each may be on its way: a second one would replace the first, as conflation promises. Ids of one length: equal bytes. */
const INSTRUMENTS = ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:SOL-USD']
const IN_FLIGHT = INSTRUMENTS.length
const QUERY =
  'subscription Q($ids: [ID!]!) { quotes(instrumentIds: $ids) { instrument { id } bid bidSize ask askSize last at receivedAt stale } }'

interface Rig {
  readonly server: ChildProcess
  readonly readers: ChildProcess
  /** The message that each subscriber gets. */
  readonly text: string
}

export async function benchmark(): Promise<readonly BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-fanout-'))
  const rigs: Rig[] = []
  try {
    const ours = await openOurs(dataDir)
    rigs.push(ours)
    const raw = await openRaw(ours.text)
    rigs.push(raw)
    return [await compare(ours, raw)]
  } finally {
    for (const { server, readers } of rigs) {
      readers.kill('SIGKILL')
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function openOurs(dataDir: string): Promise<Rig> {
  const { child, port } = await startServer('./our-server.ts', [dataDir, ...INSTRUMENTS])
  const key = readFileSync(join(dataDir, 'owner.key'), 'utf8').trim()
  const hello = [
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }),
    JSON.stringify({
      id: '1',
      type: 'subscribe',
      payload: { query: QUERY, variables: { ids: INSTRUMENTS } },
    }),
  ]
  const text = await sample(port, hello)
  return {
    server: child,
    readers: await openReaders({ port, sockets: SUBSCRIBERS, path: '/graphql', hello }),
    text,
  }
}

async function openRaw(text: string): Promise<Rig> {
  const { child, port } = await startServer('./raw-server.ts', [])
  return {
    server: child,
    readers: await openReaders({
      port,
      sockets: SUBSCRIBERS,
      path: '/',
      hello: ['{"type":"connection_init"}', '{"type":"subscribe"}'],
    }),
    text,
  }
}

async function startServer(
  script: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { port } = await answerOf<{ port: number }>(child)
  return { child, port }
}

async function openReaders(order: ReaderOrder): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./reader.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(order)
  await answerOf(child)
  // What greets a new subscriber is not of the benchmark: wait until nothing more comes.
  let last = -1
  for (let bytes = await bytesOf(child); bytes !== last; bytes = await bytesOf(child)) {
    last = bytes
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return child
}

/** What one subscriber is sent for one quote, exactly. */
async function sample(port: number, hello: readonly string[]): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  for (const text of hello) {
    socket.send(text)
    const [event] = (await once(socket, 'message')) as [MessageEvent<string>]
    if (event.data.includes('"next"')) {
      socket.close()
      return event.data
    }
    if (event.data.includes('error')) throw new Error(event.data)
  }
  throw new Error('The subscription gave nothing')
}

/** Resolves with the bytes that the readers have counted, once they are at least so many. */
async function bytesOf(readers: ChildProcess, reach = 0): Promise<number> {
  const order: ReachOrder = { reach }
  readers.send(order)
  const { bytes } = await answerOf<{ bytes: number }>(readers)
  return bytes
}

/** The child's next message. Throws where it ends instead. */
async function answerOf<Message>(child: ChildProcess): Promise<Message> {
  const ended = new AbortController()
  const onExit = (code: number | null): void =>
    ended.abort(new Error(`A process of the benchmark ended with ${code}`))
  child.once('exit', onExit)
  try {
    const [message] = (await once(child, 'message', { signal: ended.signal })) as [Message]
    return message
  } finally {
    child.off('exit', onExit)
  }
}

/** Messages a second that a rig delivers. */
async function run({ server, readers, text }: Rig): Promise<number> {
  const frame = Buffer.byteLength(text) + (Buffer.byteLength(text) < 126 ? 2 : 4)
  const start = await bytesOf(readers)
  const begun = performance.now()
  const perQuote = frame * SUBSCRIBERS
  for (let published = 0, delivered = 0; delivered < QUOTES;) {
    while (published < QUOTES && published - delivered < IN_FLIGHT) {
      const message: Publish = { n: published, text }
      server.send(message)
      published += 1
    }
    delivered = Math.floor(((await bytesOf(readers, start + (delivered + 1) * perQuote)) - start) / perQuote)
  }
  return (QUOTES * SUBSCRIBERS) / ((performance.now() - begun) / 1_000)
}

async function compare(ours: Rig, raw: Rig): Promise<BenchRow> {
  await run(ours)
  await run(raw)
  const figures = { ours: [] as number[], raw: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) figures.ours.push(await run(ours))
    figures.raw.push(await run(raw))
    if (round % 2 === 1) figures.ours.push(await run(ours))
  }
  const ratio = median(figures.ours.map((figure, round) => figure / (figures.raw[round] ?? Number.NaN)))
  return {
    id: 'fanout.quotes.1000',
    workload: `one quote to ${SUBSCRIBERS} identical subscribers, ${Buffer.byteLength(ours.text)} bytes`,
    ours: median(figures.ours),
    peerName: 'raw ws broadcast',
    peer: median(figures.raw),
    unit: 'messages/s',
    ratio,
    spread: spreadOf(figures.ours),
    // Every subscriber received every byte: the loop ends only then.
    equal: true,
    goal: '>= 0.9 of raw ws',
    met: ratio >= 0.9,
  }
}
