/** A rehearsal comes to its end by the session's first word, whatever that is. */
import type { Feed } from '@quarterdeck/sdk'
import type { SessionMessage } from '@quarterdeck/strategies'
import { describe, expect, it } from 'vitest'
import { pretendedRunner } from '../testing/pretended-runner.ts'
import { rehearseOpening } from './rehearse-opening.ts'

const session = 'rehearsal'

function rehearsed(message: SessionMessage): Promise<readonly Feed[]> {
  return rehearseOpening({
    organizationId: 'org',
    digest: 'digest',
    bundle: '',
    parameters: {},
    parameterNames: ['fast'],
    instruments: [],
    seed: 1,
    startRunner: (terms) => {
      queueMicrotask(() => terms.onMessage(message))
      return pretendedRunner()
    },
  })
}

const opened = (feeds: readonly Feed[]): SessionMessage => ({
  type: 'opened',
  session,
  feeds,
  timers: [],
  position: 0,
  status: 'CREATED',
  decisions: 0,
  digest: '',
})
const bars = (count: number): readonly Feed[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: 'BARS',
    instrumentId: `SIM:${n}`,
    timeframe: '1m',
    history: 1_000,
  }))

describe('a rehearsal of an opening', () => {
  it('gives the feeds of a session that opens', async () => {
    expect(await rehearsed(opened(bars(10)))).toHaveLength(10)
  })

  it('refuses more history than may be told before a start', async () => {
    await expect(rehearsed(opened(bars(11)))).rejects.toThrow(
      'it subscribes to 11000 bars of history, and 10000 may be told before a start',
    )
  })

  it.each<[string, SessionMessage, string]>([
    [
      'a parameter',
      { type: 'refused', session, n: 0, code: 'PARAMS', message: 'fast must be at least 1' },
      'fast must be at least 1',
    ],
    [
      'a fault',
      { type: 'fault', session, n: 0, code: 'STRATEGY', message: 'no luck', report: null, intents: [] },
      'The strategy cannot be opened: no luck',
    ],
    [
      'what is no answer',
      { type: 'closed', session },
      'The strategy cannot be opened: it said closed before it was open',
    ],
  ])('says what is wrong of %s', async (_what, message, fault) => {
    await expect(rehearsed(message)).rejects.toThrow(fault)
  })
})
