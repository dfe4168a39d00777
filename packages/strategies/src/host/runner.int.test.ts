/** Runners with real processes: sessions are opened, fed, kept and ended; who is to blame is named. */

import { afterEach, describe, expect, it } from 'vitest'
import { bundleOf } from '../../test/bundles.ts'
import { atQuote, atStart } from '../../test/hostile/hostile-strategy.ts'
import { ORGANIZATION, RunnerRig } from '../../test/runner-rig.ts'
import { optionsOf, quoteInput, startInput } from '../../test/tape.ts'
import { REPLAY_LIMITS, type RunnerLimits } from './runner-limits.ts'
import { prepareRunners, RUNNER_MAIN } from './runner-program.ts'
import { spawnRunner, spawnSources } from './spawn-runner.ts'
import { superviseRunner } from './start-runner.ts'

const GOOD = atQuote('context.log.info(`quote ${quote.bid}`)')
const SPINS = atQuote('for (;;);')

const rigs: RunnerRig[] = []

function rigOf(limits: Partial<RunnerLimits> = {}): RunnerRig {
  const rig = new RunnerRig(limits)
  rigs.push(rig)
  return rig
}

afterEach(async () => {
  await Promise.all(rigs.splice(0).map(({ runner }) => runner.stop(0)))
})

describe('a runner', () => {
  it('says that it is ready, and which walls stand around it', async () => {
    const { protocol, walls } = await rigOf().runner.ready
    expect(protocol).toBe(1)
    if (process.platform === 'linux')
      expect(walls).toEqual(
        expect.arrayContaining(['RESOURCE_LIMITS', 'DIES_WITH_PARENT', 'NO_NEW_PRIVILEGES']),
      )
  })

  it('stands behind the same walls from its sources and from its bundled program', async () => {
    const walls = []
    for (const start of [(limits: RunnerLimits) => spawnSources(limits, RUNNER_MAIN), spawnRunner]) {
      const runner = superviseRunner(
        { organizationId: ORGANIZATION, onMessage: () => undefined, onEnd: () => undefined },
        start,
      )
      walls.push((await runner.ready).walls)
      await runner.stop()
      await prepareRunners()
    }
    expect(walls[1]).toEqual(walls[0])
  })

  it('takes what is sent before it is ready, in order', async () => {
    const rig = rigOf()
    rig.open('s', await bundleOf(GOOD))
    rig.input('s', startInput())
    const n = rig.input('s', quoteInput(1))
    await rig.settled('s', n)
    expect(rig.logOf('s')).toEqual(['quote 101.42'])
    expect(rig.messages.at(-1)).toMatchObject({ type: 'answer', n: 2 })
  })

  it('ends as STOPPED after what it was sent, and does nothing after', async () => {
    const rig = rigOf()
    rig.open('s', await bundleOf(GOOD))
    rig.input('s', startInput())
    expect(await rig.runner.stop(30_000)).toMatchObject({ kind: 'STOPPED', session: null })
    expect(rig.messages.at(-1)).toMatchObject({ n: 1 })
    rig.input('s', quoteInput(1))
    expect([rig.runner.room(), rig.runner.usage().unanswered]).toEqual([0, 0])
  })

  it('is killed with its reason', async () => {
    const rig = rigOf()
    rig.runner.kill('an operator said so')
    expect(await rig.ended).toEqual({
      kind: 'KILLED',
      message: 'an operator said so',
      session: null,
      n: null,
    })
    await expect(rig.runner.ready).rejects.toThrow('an operator said so')
  })

  it.runIf(process.platform === 'linux')(
    'stands still for as long as it is told, and is not blamed for the time',
    async () => {
      const callbackWallMs = 300
      const rig = rigOf({ callbackWallMs })
      rig.open('s', await bundleOf(GOOD))
      await rig.settled('s', rig.input('s', startInput()))
      rig.runner.suspend()
      const n = rig.input('s', quoteInput(1))
      const since = performance.now()
      await expect
        .poll(() => performance.now() - since, { timeout: 10_000 })
        .toBeGreaterThan(4 * callbackWallMs)
      expect(rig.logOf('s')).toEqual([])
      expect(rig.runner.usage().unanswered).toBe(1)
      rig.runner.resume()
      await rig.settled('s', n)
      expect(rig.logOf('s')).toEqual(['quote 101.42'])
    },
  )

  it('is told to be killed from outside', async () => {
    const rig = rigOf()
    await rig.runner.ready
    process.kill(rig.runner.pid, 'SIGKILL')
    expect(await rig.ended).toMatchObject({ kind: 'KILLED', message: 'it was killed (SIGKILL)' })
  })

  it('refuses a session of another organization: one process belongs to one', async () => {
    const order = { session: 's', digest: 'd', bundle: '', options: optionsOf('s'), resume: null }
    const { runner } = rigOf()
    expect(() => runner.open({ ...order, organizationId: 'organization-2' })).toThrow('one organization')
    runner.open({ ...order, organizationId: ORGANIZATION })
    expect(() => runner.open({ ...order, organizationId: ORGANIZATION })).toThrow('open already')
    expect(() => runner.open({ ...order, session: 't', organizationId: ORGANIZATION })).toThrow(
      'takes no more',
    )
    expect(() => runner.open({ ...order, session: '../t', organizationId: ORGANIZATION })).toThrow('name')
  })

  it('refuses parameters and options that cannot be, and opens the same name again afterwards', async () => {
    const rig = rigOf()
    const bundle = await bundleOf(GOOD)
    const order = { organizationId: ORGANIZATION, session: 's', digest: 'd', bundle, resume: null }
    rig.runner.open({ ...order, options: { ...optionsOf('s'), params: { nonsense: 1 } } })
    rig.runner.input('s', 1, startInput())
    expect(await rig.message('s', 'refused')).toMatchObject({ n: 0, code: 'PARAMS' })
    rig.runner.open({ ...order, options: { ...optionsOf('s'), instruments: [] } })
    await rig.until(() => rig.messages.length === 2)
    expect(rig.messages[1]).toMatchObject({
      code: 'OPTIONS',
      message: expect.stringContaining('SIM:BTC-USD') as string,
    })
    rig.runner.open({ ...order, options: optionsOf('s'), resume: '{"version":9}' })
    await rig.until(() => rig.messages.length === 3)
    expect(rig.messages[2]).toMatchObject({ type: 'refused', code: 'OPTIONS' })
    rig.open('s', bundle, null, 'd')
    expect(await rig.message('s', 'opened')).toMatchObject({ position: 0 })
  })

  it.each([
    ['no JSON', '{"version":'],
    ['a session of other parameters', '{"version":1,"strategy":"other","body":{}}'],
    ['of a million levels', `${'['.repeat(1e6)}${']'.repeat(1e6)}`],
    ['of options of its own', '{"version":1},"orderIdPrefix":"another"'],
  ])('refuses a snapshot that is %s, and lives on', async (_what, resume) => {
    const rig = rigOf()
    const bundle = await bundleOf(GOOD)
    rig.open('s', bundle, resume)
    expect(await rig.message('s', 'refused')).toMatchObject({ n: 0, code: 'OPTIONS' })
    rig.open('s', bundle)
    await rig.message('s', 'opened')
  })

  it('refuses an input out of turn, and the session is over', async () => {
    const rig = rigOf()
    rig.open('s', await bundleOf(GOOD))
    rig.runner.input('s', 2, startInput())
    expect(await rig.message('s', 'refused')).toMatchObject({ n: 2, code: 'INPUT' })
    rig.open('s', await bundleOf(GOOD))
    rig.input('s', quoteInput(1))
    await rig.until(() => rig.messages.length === 4)
    expect(rig.messages[3]).toMatchObject({ n: 1, code: 'INPUT', message: 'the first input must be start' })
  })

  it('tells a fault with callback, place in the bundle and what was thrown, and the stack names nothing else', async () => {
    const rig = rigOf()
    rig.open('s', await bundleOf(atStart('function deep() { return null.x }; deep()')))
    rig.input('s', startInput())
    const fault = await rig.message('s', 'fault')
    expect(fault).toMatchObject({ n: 1, code: 'STRATEGY', report: { callback: 'onStart', position: 1 } })
    expect(fault.report?.error.stack).toMatch(/^at deep \(strategy\.js:\d+:\d+\)\nat onStart/)
    expect(fault.report?.error.stack).not.toMatch(/file:|node:|\/packages/)
  })

  it('says once that what waits for a promise never runs', async () => {
    const rig = rigOf()
    const waits = '(async () => { context.log.info("before"); await null; context.log.info("after") })()'
    rig.open('s', await bundleOf(atQuote(waits)))
    let n = rig.input('s', startInput())
    for (let quote = 1; quote <= 2; quote++) n = rig.input('s', quoteInput(quote))
    await rig.settled('s', n)
    expect(rig.logOf('s')).toEqual([expect.stringContaining('never runs'), 'before', 'before'])
  })

  it('drops log lines past the budget of wall-clock time and says how many', async () => {
    const rig = rigOf({ logsPerSecond: 1 })
    rig.open('s', await bundleOf(atStart('for (let n = 0; n < 50; n++) context.log.info(String(n))')))
    rig.input('s', startInput())
    const { intents, logsDropped } = await rig.message('s', 'answer')
    expect([intents.length, logsDropped]).toEqual([10, 40])
  })

  it('takes recorded inputs as fast as they come, with limits for that, however much they make it want', async () => {
    const wants = `context.orders.submit({ instrument: 'SIM:BTC-USD', side: 'BUY', type: 'MARKET', quantity: '1' })
      context.log.info('x'); context.setState({ text: String(quote.bid).padEnd(20000, 'x') })`
    const [bundle, live, replayed] = [await bundleOf(atQuote(wants)), rigOf(), rigOf(REPLAY_LIMITS)]
    for (const rig of [live, replayed]) {
      rig.open('s', bundle)
      let n = rig.input('s', startInput())
      for (let quote = 1; quote <= 3_000; quote++) n = rig.input('s', quoteInput(quote))
      await rig.settled('s', n)
    }
    expect(live.of('s').at(-1)).toMatchObject({ type: 'fault', code: 'FLOOD' })
    expect(replayed.of('s').at(-1)).toMatchObject({ type: 'answer', n: 3_001 })
  })

  it('cuts a log line to its bytes, between characters', async () => {
    const rig = rigOf({ logBytes: 100 })
    rig.open('s', await bundleOf(atStart(`context.log.info('€'.repeat(500))`)))
    rig.input('s', startInput())
    await rig.settled('s', 1)
    expect(rig.logOf('s')).toEqual([`${'€'.repeat(32)}…`])
  })

  it('is stopped when it cannot follow its inputs', async () => {
    const rig = rigOf({ unansweredMax: 100, callbackCpuMs: 60_000 })
    rig.open('s', await bundleOf(SPINS))
    for (let n = 0; rig.runner.room() > 0; n++) rig.input('s', n === 0 ? startInput() : quoteInput(n))
    rig.input('s', quoteInput(1_000))
    expect(await rig.ended).toMatchObject({ kind: 'STALLED', session: 's' })
  })

  it('says that there is room again', async () => {
    const bundle = await bundleOf(GOOD)
    const rig = rigOf({ unansweredMax: 20 })
    rig.open('s', bundle)
    rig.input('s', startInput())
    let n = 1
    while (rig.runner.room() > 0) n = rig.input('s', quoteInput(n))
    await rig.settled('s', n)
    expect(rig.rooms).toBe(1)
  })

  it('is not blamed when its host was held up: what it said meanwhile is read first', async () => {
    const rig = rigOf({ callbackCpuMs: 400, callbackWallMs: 400 })
    rig.open('s', await bundleOf(GOOD))
    rig.input('s', startInput())
    await rig.settled('s', 1)
    for (let n = 1; n <= 3; n++) {
      rig.input('s', quoteInput(n))
      // The message is on its way before this process stands still.
      await new Promise((resolve) => setImmediate(resolve))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900)
      await rig.settled('s', n + 1)
    }
    expect(rig.end).toBe(null)
  })
})

describe('a multiplexer', () => {
  it('names the session that never returned, and the input', async () => {
    const rig = rigOf({ sessionsMax: 3, callbackCpuMs: 400 })
    const [good, spins] = [await bundleOf(GOOD), await bundleOf(SPINS)]
    rig.open('a', good, null, 'good')
    rig.open('b', spins)
    rig.open('c', good, null, 'good')
    for (const session of ['a', 'b', 'c']) rig.input(session, startInput())
    for (const session of ['a', 'b', 'c']) rig.input(session, quoteInput(1))
    expect(await rig.ended).toMatchObject({ kind: 'STALLED', session: 'b', n: 2 })
    expect(rig.logOf('a')).toHaveLength(1)
  })

  it('lets one fall and goes on with the others', async () => {
    const rig = rigOf({ sessionsMax: 2 })
    rig.open('a', await bundleOf(GOOD))
    rig.open('b', await bundleOf(atQuote('throw new Error("no idea")')))
    for (const session of ['b', 'a']) rig.input(session, startInput())
    for (let n = 1; n <= 3; n++) for (const session of ['b', 'a']) rig.input(session, quoteInput(n))
    await rig.settled('a', 4)
    expect(rig.of('b').map(({ type }) => type)).toEqual(['opened', 'answer', 'fault'])
    expect(rig.logOf('a')).toHaveLength(3)
  })

  it('shares nothing between two sessions of the same bundle', async () => {
    const rig = rigOf({ sessionsMax: 2 })
    const bundle = await bundleOf(
      atQuote(
        'globalThis.seen = (globalThis.seen ?? 0) + 1; count += 1; context.log.info(`${globalThis.seen} ${count}`)',
        'let count = 0',
      ),
    )
    for (const session of ['a', 'b']) rig.open(session, bundle, null, 'same')
    for (const session of ['a', 'b']) rig.input(session, startInput())
    for (let n = 1; n <= 2; n++) for (const session of ['a', 'b']) rig.input(session, quoteInput(n))
    await rig.settled('b', 3)
    expect([rig.logOf('a'), rig.logOf('b')]).toEqual([
      ['1 1', '2 2'],
      ['1 1', '2 2'],
    ])
  })
})
