/** What becomes of a session, and what is done about it, against a venue with real sessions. */
import { afterEach, describe, expect, it } from 'vitest'
import type { VenueAlert } from '../contract/alerts.ts'
import type { IbkrRig, IbkrRigOptions } from '../simulators/ibkr/testing/rig.ts'
import { openIbkrRig } from '../simulators/ibkr/testing/rig.ts'
import { openIbkr, openIbkrReader } from './open.ts'

const rigs: IbkrRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

/** Where it is never midnight while tests run: alarms are not kept back. */
function dayRegion(): 'America/New_York' | 'Asia/Hong_Kong' {
  const hour = new Date().getUTCHours()
  return hour >= 3 && hour < 8 ? 'Asia/Hong_Kong' : 'America/New_York'
}

async function open(options: IbkrRigOptions = {}): Promise<IbkrRig> {
  const rig = await openIbkrRig({ ...options, settings: { region: dayRegion(), ...options.settings } })
  rigs.push(rig)
  return rig
}

const heard = ({ simulator }: IbkrRig, path: string): number =>
  simulator.truth.messages.filter((message) => message.path === `/v1/api${path}`).length

const INIT = '/iserver/auth/ssodh/init'
const TOKEN = '/oauth/live_session_token'

describe('a session', () => {
  it('is opened once for all who ask at once: token, brokerage, accounts', async () => {
    const rig = await open()
    await Promise.all([rig.reads.balances(), rig.reads.account(), rig.reads.health()])
    expect([TOKEN, INIT, '/iserver/accounts', '/portfolio/accounts'].map((path) => heard(rig, path))).toEqual(
      [1, 1, 1, 1],
    )
  })

  it('of a gateway needs no token, and is there when a person has logged in', async () => {
    const rig = await open({ gateway: true })
    expect((await rig.reads.balances()).ok).toBe(true)
    expect([TOKEN, INIT].map((path) => heard(rig, path))).toEqual([0, 0])
  })

  it('that lost its brokerage half is opened again by the next question', async () => {
    const rig = await open()
    await rig.reads.balances()
    rig.simulator.session.endBrokerage()
    const answer = await rig.reads.openOrders()
    expect([answer.ok, heard(rig, INIT)]).toEqual([true, 2])
  })

  it('whose token was forgotten at midnight is opened with another', async () => {
    const rig = await open()
    await rig.reads.balances()
    rig.simulator.reset()
    const answer = await rig.reads.balances()
    expect([answer.ok, heard(rig, TOKEN)]).toEqual([true, 2])
    expect(rig.alerts).toEqual([])
  })

  it('that ends between two orders costs none of them', async () => {
    const rig = await open()
    const order = {
      clientOrderId: 'one',
      venueSymbol: '265598',
      side: 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      limitPrice: '150',
      stopPrice: null,
      expiresAt: null,
      postOnly: false,
      reduceOnly: false,
    } as const
    expect((await rig.writes.place(order)).kind).toBe('ACCEPTED')
    rig.simulator.reset()
    expect((await rig.writes.place({ ...order, clientOrderId: 'two' })).kind).toBe('ACCEPTED')
    expect(rig.stage?.ordersWith('two')).toBe(1)
  })

  it('that another of the same user has taken is taken back, and a person is told', async () => {
    const rig = await open({ settings: { tickleMs: 50 } })
    await rig.reads.balances()
    rig.simulator.session.takenOver()
    await expect
      .poll(() => rig.alerts.map(({ kind }) => kind), { timeout: 10_000 })
      .toContain('CREDENTIAL_REFUSED')
    await expect.poll(async () => (await rig.reads.openOrders()).ok, { timeout: 10_000 }).toBe(true)
  })

  it('is not taken from another where an operator does not want it', async () => {
    const rig = await open({ settings: { compete: false } })
    rig.simulator.session.takenOver()
    const [answer, health] = [await rig.reads.balances(), await rig.reads.health()]
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'FORBIDDEN' } })
    expect(health).toMatchObject({ ok: true, value: { trading: false } })
    expect(heard(rig, INIT)).toBe(0)
  })

  it('of a gateway in which nobody is logged in is not tried without end, and somebody is told once', async () => {
    const rig = await open({ gateway: true, settings: { reopenMs: 60_000 } })
    rig.simulator.session.end()
    for (let time = 0; time < 3; time += 1)
      expect(await rig.reads.balances()).toMatchObject({ failure: { kind: 'UNAUTHORIZED' } })
    expect(
      await rig.writes.cancel({ venueOrderId: '1', clientOrderId: 'c', venueSymbol: '265598' }),
    ).toMatchObject({
      kind: 'NOT_SENT',
      reason: { code: 'NOT_CONNECTED' },
    })
    expect(heard(rig, '/tickle')).toBe(1)
    expect(rig.alerts.map(({ message }) => message)).toEqual([
      expect.stringContaining('log in with a browser'),
    ])
  })

  it('is kept alive though a call to keep it alive fails', async () => {
    const rig = await open({ settings: { tickleMs: 40 } })
    await rig.reads.balances()
    rig.simulator.faults.onHttp('POST /v1/api/tickle', { kind: 'RESET_BEFORE' }, 4)
    const before = heard(rig, '/tickle')
    await expect.poll(() => heard(rig, '/tickle') - before, { timeout: 20_000 }).toBeGreaterThan(6)
    expect(heard(rig, INIT)).toBe(1)
  })

  it('ends at the venue when nobody says anything, and does not where it is kept alive', async () => {
    const [kept, left] = [
      await open({ gateway: true, settings: { tickleMs: 30 } }),
      await open({ gateway: true, settings: { tickleMs: 600_000 } }),
    ]
    await Promise.all([kept.reads.balances(), left.reads.balances()])
    for (const rig of [kept, left]) {
      const before = heard(rig, '/tickle')
      // Four minutes pass, and four more: the venue waits for six.
      for (const minutes of [4, 8]) {
        rig.simulator.faults.clockSkewMs = minutes * 60_000
        if (rig === kept)
          await expect
            .poll(() => heard(kept, '/tickle'), { timeout: 20_000 })
            .toBeGreaterThan(before + minutes)
      }
    }
    expect([(await kept.reads.openOrders()).ok, (await left.reads.openOrders()).ok]).toEqual([true, false])
  })

  it('is of the account that was named, and of no other', async () => {
    const [named, other] = [
      await open({ settings: { accountId: 'DU1234567' } }),
      await open({ settings: { accountId: 'U9999999' } }),
    ]
    expect(await named.reads.account()).toMatchObject({ value: { venueAccountId: 'DU1234567', paper: true } })
    expect(await other.reads.account()).toMatchObject({ failure: { kind: 'FORBIDDEN' } })
  })

  it('is not opened without a credential', async () => {
    const rig = await open({ settings: { mode: 'OAUTH' }, gateway: true })
    const reads = openIbkrReader({ ...rig.context, settings: { ...rig.context.settings, mode: 'OAUTH' } })
    expect(await reads.balances()).toMatchObject({ failure: { kind: 'NO_CREDENTIAL' } })
    await reads.close()
  })
})

describe('one user', () => {
  it('[LV-22] has one session and one stream, however many speak for him, until the last of them lets go', async () => {
    const rig = await open()
    const { context, simulator, alerts } = rig
    const heardToo: VenueAlert[] = []
    const credential = context.credential === null ? null : { ...context.credential }
    const { reads, writes } = openIbkr({
      ...context,
      credential,
      alert: (alert) => void heardToo.push(alert),
    })
    await Promise.all([rig.reads.balances(), reads.balances(), writes.cancelAll({ venueSymbol: null })])
    const streams = [rig.reads, reads].map((one) => one.openOrderStream(() => undefined))
    const subscribed = () => simulator.truth.messages.filter(({ body }) => body === 'sor+{}').length
    await expect.poll(subscribed, { timeout: 10_000 }).toBe(2)
    expect([heard(rig, TOKEN), heard(rig, INIT)]).toEqual([1, 1])
    simulator.faults.onStream('sts', { kind: 'CHANGED', change: () => 'garbled' })
    simulator.session.endBrokerage()
    await expect.poll(() => [alerts.length, heardToo.length], { timeout: 10_000 }).toEqual([1, 1])
    await Promise.all(streams.map((stream) => stream.close()))
    await Promise.all([reads.close(), writes.close()])
    expect(await reads.balances()).toMatchObject({ failure: { kind: 'UNREACHABLE' } })
    expect((await rig.reads.balances()).ok).toBe(true)
  })

  it('[LV-22] is not who knows only his names', async () => {
    const rig = await open()
    await rig.reads.balances()
    const { context } = rig
    if (context.credential === null) throw new Error('Invariant: this rig has a credential')
    const reads = openIbkrReader({
      ...context,
      credential: { ...context.credential, secret: Buffer.from('guessed') },
    })
    expect(await reads.balances()).toMatchObject({ failure: { kind: 'UNAUTHORIZED' } })
    await reads.close()
  })
})

describe('[LV-17] a credential', () => {
  it('appears in nothing that an adapter says, whatever goes wrong', async () => {
    const rig = await open()
    const { credential, signing } = rig.context
    if (credential === null) throw new Error('Invariant: this rig has a credential')
    const said: unknown[] = []
    const signatures: string[] = []
    await rig.reads.balances()
    /** A proxy that sends our own request back to us. */
    const echo = (body: string): string => {
      const headers = JSON.stringify(signing.headers('GET', '/tickle', []))
      signatures.push(/oauth_signature=\\"([^"\\]+)/.exec(headers)?.[1] ?? 'none')
      return `${headers}${body}`
    }
    const faults = [
      { kind: 'CHANGED', change: echo },
      { kind: 'STATUS_AFTER', status: 400, body: echo('') },
      { kind: 'STATUS_AFTER', status: 403, body: JSON.stringify({ error: echo('') }) },
    ] as const
    for (const fault of faults) {
      rig.simulator.faults.onHttp('GET /v1/api/portfolio/', fault)
      said.push(await rig.reads.balances())
    }
    rig.simulator.faults.sessionLost = true
    said.push(await rig.reads.balances(), await rig.reads.health(), rig.alerts)
    const all = JSON.stringify(said)
    const { secret, accessToken } = credential
    const secrets = [secret.toString('hex'), secret.toString('base64'), accessToken, 'BEGIN', ...signatures]
    expect([signatures.length, secrets.filter((one) => all.includes(one))]).toEqual([3, []])
  })
})
