/** A runner process that is no longer ours: every lie ends it, names the fault, and reaches nobody. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lie } from '../../test/lying-runner.ts'
import { optionsOf, startInput } from '../../test/tape.ts'
import type { SessionMessage } from '../protocol/messages.ts'
import type { RunnerLimits } from './runner-limits.ts'
import type { RunnerEnd, RunnerProcess } from './runner-process.ts'
import { superviseRunner } from './start-runner.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'test', 'lying-runner.ts')
const READY = '{"type":"ready","protocol":1,"pid":PID,"walls":[]}'
const DIGEST = '0'.repeat(32)
const OPENED = `{"type":"opened","session":"s","feeds":[],"timers":[],"position":0,"status":"CREATED","decisions":0,"digest":"${DIGEST}"}`

interface Heard {
  readonly end: RunnerEnd
  readonly messages: readonly SessionMessage[]
}

function answer(more: object): string {
  return JSON.stringify({
    type: 'answer',
    session: 's',
    n: 1,
    intents: [],
    digest: DIGEST,
    decisions: 0,
    state: null,
    micros: 1,
    logsDropped: 0,
    ...more,
  })
}

const order = {
  type: 'SubmitOrder',
  clientOrderId: 's-1',
  instrumentId: 'SIM:BTC-USD',
  side: 'BUY',
  orderType: 'MARKET',
  timeInForce: 'IOC',
  quantityLots: 1,
  limitTicks: null,
  stopTicks: null,
  tag: null,
  bracketId: null,
}

function hear(
  lie: Lie,
  limits: Partial<RunnerLimits> = {},
  ask: (runner: RunnerProcess) => void = () => undefined,
): Promise<Heard> {
  return new Promise((resolve) => {
    const messages: SessionMessage[] = []
    const runner = superviseRunner(
      {
        organizationId: 'o',
        limits,
        onMessage: (message) => messages.push(message),
        onEnd: (end) => resolve({ end, messages }),
      },
      () => spawn(process.execPath, [MAIN, JSON.stringify(lie)], { stdio: ['pipe', 'pipe', 'pipe'] }),
    )
    const options = optionsOf('s')
    runner.open({ organizationId: 'o', session: 's', digest: 'd', bundle: '', options, resume: null })
    runner.input('s', 1, startInput())
    ask(runner)
  })
}

const LIES: readonly (readonly [what: string, frames: Lie['frames'], message: RegExp])[] = [
  ['what is no JSON', ['{"type":'], /no JSON/],
  ['a frame of a gigabyte', [{ announced: 2 ** 30 }], /1073741824 bytes is announced/],
  ['a message before it is ready', [OPENED], /first message must be ready/],
  ['that it is another process', ['{"type":"ready","protocol":1,"pid":1,"walls":[]}'], /another process/],
  ['a protocol that was not offered', ['{"type":"ready","protocol":9,"pid":PID,"walls":[]}'], /not offered/],
  ['ready twice', [READY, READY], /ready twice/],
  ['a message of no type', [READY, '{"type":"withdraw"}'], /message\.type must be one of/],
  ['a message with a prototype', [READY, '{"__proto__":{"type":"closed"}}'], /message\.type/],
  ['a field too many', [READY, OPENED.replace('{', '{"evil":1,')], /without the field "evil"/],
  ['something of a session that is not there', [READY, '{"type":"closed","session":"t"}'], /no session t/],
  ['an answer that nobody asked for', [READY, OPENED, answer({ n: 2 })], /was not asked for/],
  ['an answer before it opened', [READY, answer({})], /was not asked for/],
  ['an answer twice', [READY, OPENED, answer({}), answer({})], /was not asked for/],
  ['a close that nobody asked for', [READY, OPENED, '{"type":"closed","session":"s"}'], /was not asked for/],
  [
    'an order of another session',
    [READY, OPENED, answer({ intents: [{ ...order, clientOrderId: 't-1' }] })],
    /order t-1 is none of its session's/,
  ],
  [
    'an order of a negative quantity',
    [READY, OPENED, answer({ intents: [{ ...order, quantityLots: -1 }] })],
    /quantityLots must be a whole number from 1/,
  ],
  [
    'a log line of ten kilobytes',
    [
      READY,
      OPENED,
      answer({ intents: [{ type: 'Log', at: 1, level: 'INFO', message: 'x'.repeat(10_000) }] }),
    ],
    /more than 4096 bytes/,
  ],
  [
    'a state of ten thousand levels',
    [
      READY,
      OPENED,
      answer({}).replace(
        '"state":null',
        `"state":{"version":1,"value":${'['.repeat(1e4)}${']'.repeat(1e4)}}`,
      ),
    ],
    /at most 66 levels deep/,
  ],
  [
    'a snapshot in the wrong order',
    [READY, OPENED, '{"type":"snapshotPart","session":"s","n":0,"part":1,"parts":2,"text":""}'],
    /out of order/,
  ],
]

describe('a runner that lies', () => {
  it.each(LIES)('is ended when it says %s', async (_what, frames, message) => {
    const { end, messages } = await hear({ frames })
    expect(end.kind).toBe('PROTOCOL')
    expect(end.message).toMatch(message)
    expect(messages.filter(({ type }) => type !== 'opened' && type !== 'answer')).toEqual([])
  })

  it('is ended when it says too many messages', async () => {
    const frames = [READY, OPENED, answer({}), answer({})]
    const { end } = await hear({ frames }, { messagesPerSecond: 0.2 })
    expect(end).toMatchObject({ kind: 'FLOOD', message: 'it said more messages than its budget' })
  })

  it('is ended when it says too many bytes', async () => {
    const piece = `{"type":"snapshotPart","session":"s","n":0,"part":0,"parts":9,"text":"${'x'.repeat(50_000)}"}`
    const { end } = await hear({ frames: [READY, OPENED, piece] }, { bytesPerSecond: 1_000 })
    expect(end).toMatchObject({ kind: 'FLOOD', message: 'it said more bytes than its budget' })
  })

  it('is ended when its session lets out more intents than twice its budget', async () => {
    const intents = Array.from({ length: 41 }, () => order)
    const { end } = await hear({ frames: [READY, OPENED, answer({ intents })] }, { intentsPerSecond: 2 })
    expect(end).toMatchObject({ kind: 'FLOOD', message: 'it had more intents than its budget' })
  })

  it('is ended when it never speaks', async () => {
    const { end } = await hear({ frames: [], deaf: true }, { startMs: 300 })
    expect(end).toMatchObject({ kind: 'STALLED', message: 'it did not start within 0.3 s' })
  })

  it('is ended when it sleeps instead of answering, and its session is named', async () => {
    const { end } = await hear({ frames: [READY, OPENED], deaf: true }, { callbackWallMs: 300 })
    expect(end).toMatchObject({ kind: 'STALLED', session: 's', n: 1 })
  })

  it('is ended when it works although nothing is asked of it', async () => {
    const { end } = await hear({ frames: [READY, OPENED, answer({})], busy: true }, { callbackCpuMs: 200 })
    expect(end).toMatchObject({
      kind: 'STALLED',
      message: 'it worked although nothing was asked of it',
      session: null,
    })
  })

  it('cannot fill the memory of its host by not reading: past so many messages it is ended', async () => {
    const { end } = await hear({ frames: [READY, OPENED], deaf: true }, { unansweredMax: 50 }, (runner) => {
      for (let n = 2; runner.room() > 0; n++) runner.input('s', n, startInput())
      expect(runner.usage().unanswered).toBe(50)
      runner.input('s', 99, startInput())
    })
    expect(end).toMatchObject({
      kind: 'STALLED',
      message: 'it fell behind: 51 messages are unanswered',
      session: 's',
    })
  })
})
