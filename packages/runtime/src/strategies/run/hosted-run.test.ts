/** A run beside a session that a test speaks for: what it is told, what becomes of what it says, and how it comes to its end. */
import { type Book, emptyMarket } from '@quarterdeck/engine'
import type { StrategyInput } from '@quarterdeck/sdk'
import type { OpenedMessage } from '@quarterdeck/strategies'
import { describe, expect, it } from 'vitest'
import type { FeedQuote } from '../../feed/feed.ts'
import { BTC } from '../../testing/instruments.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { FeedGauge } from '../incidents/feed-gauge.ts'
import { pretendedRunner } from '../testing/pretended-runner.ts'
import { HostedRun } from './hosted-run.ts'
import type { RunFault, RunRecord } from './run-parts.ts'

const DIGEST = '0'.repeat(32)
const told = { digest: DIGEST, decisions: 0, micros: 1 }
const noBook = { accountIndexById: new Map(), orders: new Map() }

function hosted(record: RunRecord | null = null) {
  const clock = manualClock()
  const runner = pretendedRunner()
  const faults: RunFault[] = []
  const ends: unknown[] = []
  const run = new HostedRun({
    facts: {
      organizationId: 'org',
      deploymentId: 'dep',
      strategyId: 'strategy',
      accountId: 'account',
      run: 1,
      digest: 'digest',
      actor: { kind: 'STRATEGY', id: 'dep', name: 'first', userId: null },
      opening: {
        revision: 1,
        params: {},
        instruments: [BTC],
        seed: 1,
        orderIdPrefix: 'dep-r1',
        account: { currency: 'USD', cash: [], positions: [] },
        state: null,
      },
    },
    bundle: '',
    runner,
    record,
    clock,
    mailroom: {
      submit: () => Promise.reject(new Error('Invariant: nothing is ordered here')),
      book: () => null,
      whenQuiet: (callback) => callback(noBook as unknown as Book, emptyMarket()),
    },
    bars: () => [],
    gauge: new FeedGauge(),
    listener: {
      onLog: () => undefined,
      onCheckpoint: () => undefined,
      onLive: () => undefined,
      onStopped: (state) => void ends.push(state),
      onFault: (fault) => void faults.push(fault),
    },
  })
  const session = run.session
  const opened: OpenedMessage = {
    type: 'opened',
    session,
    feeds: [{ kind: 'QUOTES', instrumentId: BTC.id }],
    timers: [],
    position: record?.checkpoint?.input ?? 0,
    status: 'CREATED',
    decisions: 0,
    digest: DIGEST,
  }
  const quote = () => {
    clock.advance(1)
    run.onQuote({
      instrumentId: BTC.id,
      bidTicks: 1,
      askTicks: 2,
      bidLots: 1,
      askLots: 1,
      receivedAt: clock.now(),
      venueAt: clock.now(),
    } as FeedQuote)
  }
  return {
    run,
    runner,
    faults,
    ends,
    quote,
    open: () => {
      run.begin()
      run.onMessage(opened)
    },
    answered: () => run.onMessage({ type: 'answered', session, through: runner.told.at(-1)!.n, ...told }),
    say: (message: Parameters<HostedRun['onMessage']>[0]) => run.onMessage(message),
  }
}

const news: StrategyInput = {
  type: 'orderUpdate',
  at: 0,
  clientOrderId: 'dep-r1-1',
  status: 'CANCELED',
  quantityLots: 1,
  limitTicks: null,
  stopTicks: null,
  reason: null,
}

const tellings = (told: readonly { readonly input: StrategyInput }[]) => told.map(({ input }) => input.type)

describe('a hosted run', () => {
  it('goes on without a checkpoint where the snapshot is larger than allowed', () => {
    const { run, runner, faults, open, quote, answered, say } = hosted()
    open()
    answered()
    for (let n = 0; n < 2_000; n += 1) {
      quote()
      answered()
    }
    expect(runner.snapshots).toHaveLength(1)
    say({ type: 'refused', session: run.session, n: 0, code: 'SNAPSHOT', message: 'too large' })
    expect(faults).toEqual([])
    expect(run.isLive).toBe(true)
  })

  it('is left on its tape where the database does not take it: what waits has a bound', () => {
    const { run, faults, open, quote, answered } = hosted()
    open()
    answered()
    for (let n = 0; n < 60_000 && faults.length === 0; n += 1) {
      quote()
      answered()
    }
    expect(faults).toMatchObject([{ blame: 'UNCLEAR' }])
    expect(run.pending.length).toBeLessThanOrEqual(50_001)
  })

  it('comes to its end, once it is taken up, where the tape ends with its stop', () => {
    const inputs: StrategyInput[] = [
      { type: 'start', at: 1 },
      { type: 'stop', at: 2, reason: 'its terms were changed' },
    ]
    const entries = inputs.map((input, at) => ({ n: at + 1, input, intents: [] }))
    const { runner, ends, faults, open, quote, answered } = hosted({ checkpoint: null, entries })
    open()
    expect(tellings(runner.told)).toEqual(['start', 'stop'])
    answered()
    quote()
    answered()
    expect(tellings(runner.told)).not.toContain('quote')
    expect(ends).toHaveLength(1)
    expect(faults).toEqual([])
  })

  it('comes to its end at one answer for its stop and for news that came on its heels', () => {
    const { run, ends, open, answered } = hosted()
    open()
    answered()
    run.stop('its terms were changed')
    run.onNews(news)
    answered()
    expect(ends).toHaveLength(1)
  })

  it('is told nothing of the market any more once it is paused, whatever waited for it', () => {
    const { run, runner, open, quote, answered } = hosted()
    open()
    answered()
    runner.capacity = 0
    quote()
    run.setPaused(true)
    runner.capacity = 1_000
    run.onRoom()
    expect(tellings(runner.told)).not.toContain('quote')
    run.setPaused(false)
    quote()
    expect(tellings(runner.told)).toContain('quote')
  })
})
