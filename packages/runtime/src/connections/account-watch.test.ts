import { answered, failed, type Answer, type AccountRecord, type Timekeeper } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { AccountWatch } from './account-watch.ts'
import { ConnectionGauge } from './connection-gauge.ts'

const ACCOUNT: AccountRecord = {
  venueAccountId: 'one',
  name: 'one',
  canTrade: true,
  canWithdraw: null,
  paper: true,
}

/** Asks once, and again each time that time passes. */
const watching = () => {
  const seen = { states: [] as string[], asked: 0, answer: answered(ACCOUNT) as Answer<AccountRecord> }
  let due: (() => void) | null = null
  const time: Timekeeper = {
    nowMs: () => 0,
    after: (_, run) => {
      due = run
      return () => (due = null)
    },
    chance: () => 0,
  }
  const gauge: ConnectionGauge = new ConnectionGauge(
    () => 0,
    () => void seen.states.push(gauge.state),
  )
  const watch = new AccountWatch({
    reads: {
      clock: () => Promise.resolve(answered({ venueAt: 0, offsetMs: 7, roundTripMs: 1 })),
      account: () => {
        seen.asked += 1
        return Promise.resolve(seen.answer)
      },
    },
    time,
    gauge,
    hasAccount: true,
    everyMs: 1,
    retryMs: 1,
  })
  const settled = async () => {
    for (let step = 0; step < 10; step += 1) await Promise.resolve()
  }
  const passes = async (answer: Answer<AccountRecord>) => {
    seen.answer = answer
    due?.()
    await settled()
  }
  return { watch, gauge, seen, passes, settled }
}

describe('the watch over an account', () => {
  it('makes it ready with the first answer, and says nothing new of the same again', async () => {
    const { watch, gauge, seen, passes, settled } = watching()
    watch.start()
    await settled()
    for (let time = 0; time < 3; time += 1) await passes(answered(ACCOUNT))
    expect(seen.states).toEqual(['CONNECTING', 'SYNCING', 'READY'])
    expect(gauge.clockOffsetMs).toBe(7)
  })

  it('doubts it while it cannot be read, takes the way for lost after three, and is back with an answer', async () => {
    const { watch, gauge, passes, settled } = watching()
    watch.start()
    await settled()
    const states: string[] = []
    for (let time = 0; time < 3; time += 1) {
      await passes(failed('TIMEOUT', 'no answer'))
      states.push(`${gauge.state} ${gauge.message}`)
    }
    expect(states).toEqual([
      'DEGRADED account: TIMEOUT: no answer',
      'DEGRADED account: TIMEOUT: no answer',
      'CONNECTING account: TIMEOUT: no answer',
    ])
    await passes(answered(ACCOUNT))
    expect(gauge.state).toBe('READY')
  })

  it('tries no credential on that was refused twice, until it is told of another', async () => {
    const { watch, gauge, seen, passes, settled } = watching()
    watch.start()
    await settled()
    for (let time = 0; time < 2; time += 1) await passes(failed('UNAUTHORIZED', 'no'))
    expect(gauge.state).toBe('DOWN')
    const asked = seen.asked
    for (let time = 0; time < 5; time += 1) await passes(answered(ACCOUNT))
    expect([gauge.state, seen.asked]).toEqual(['DOWN', asked])
    watch.redial()
    await settled()
    expect(gauge.state).toBe('READY')
  })

  it('learns nothing of the account when we ask too much ourselves', async () => {
    const { watch, gauge, passes, settled } = watching()
    watch.start()
    await settled()
    for (let time = 0; time < 5; time += 1) await passes(failed('OVER_BUDGET', 'wait'))
    expect(gauge.state).toBe('READY')
  })
})
