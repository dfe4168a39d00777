/** Accounts, funds, policies, switches, keys and roles: what cannot be is refused with its argument, and nothing is half-done. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { START_MS, type Tenants, startTenants } from '../tenants.ts'
import { type Expected, expectRefusal, unchanged } from './problem.ts'
import { REASONS, ROWS, absent, account, bad, convert, deposit, engage, mutation } from './control-rows.ts'

let tenants: Tenants

beforeAll(async () => {
  tenants = await startTenants()
}, START_MS)

afterAll(() => tenants.close())

describe('controls that cannot be', () => {
  for (const [name, field, terms, expected] of ROWS) {
    it(`${field} refuses ${name}`, async () => {
      const keys = await tenants.server.prisma.apiKey.count()
      const answer = await unchanged(tenants, () => tenants.a.ask(mutation(field), { input: terms(tenants) }))
      expectRefusal(answer, field, expected)
      expect(await tenants.server.prisma.apiKey.count()).toBe(keys)
    })
  }

  it('takes names and reasons of emoji, accents and right-to-left script as they are', async () => {
    for (const name of ['🚀 Rakete', 'Žluťoučký kůň', 'حساب']) {
      const opened = await tenants.a.ask(mutation('openAccount'), { input: account({ name })(tenants) })
      expect(opened.data).toMatchObject({ openAccount: { __typename: 'OpenAccountPayload' } })
    }
    const log = await tenants.a.ask(
      '{ organization(slug: "demo") { accounts(last: 3) { edges { node { name } } } } }',
    )
    expect(log.data).toMatchObject({
      organization: {
        accounts: {
          edges: [
            { node: { name: '🚀 Rakete' } },
            { node: { name: 'Žluťoučký kůň' } },
            { node: { name: 'حساب' } },
          ],
        },
      },
    })
  })

  it('another deposit under a used key is a CONFLICT, and the same again is one deposit', async () => {
    const { a } = tenants
    const input = deposit({ idempotencyKey: 'once' })(tenants)
    for (const again of [1, 2])
      expect((await a.ask(mutation('deposit'), { input })).data, `time ${again}`).toMatchObject({
        deposit: { __typename: 'DepositPayload' },
      })
    const answer = await unchanged(tenants, () =>
      a.ask(mutation('deposit'), { input: { ...input, amount: '2' } }),
    )
    expectRefusal(answer, 'deposit', {
      code: 'CONFLICT',
      path: ['input', 'idempotencyKey'],
      says: /other terms/,
    })
  })

  it('a switch is released once, with a reason, by its own organization', async () => {
    const { a, b } = tenants
    const engaged = await a.ask(
      'mutation ($input: EngageKillSwitchInput!) { engageKillSwitch(input: $input) { ... on EngageKillSwitchPayload { killSwitch { id } } } }',
      { input: engage({})(tenants) },
    )
    const { engageKillSwitch } = engaged.data as unknown as {
      engageKillSwitch: { killSwitch: { id: string } }
    }
    const killSwitchId = engageKillSwitch.killSwitch.id
    const confirmed = () =>
      tenants.server.prisma.journalEvent.count({ where: { type: 'KillSwitchConfirmed' } })
    await vi.waitUntil(async () => (await confirmed()) === 1, { timeout: 40_000, interval: 20 })
    const input = { organizationId: a.organizationId, killSwitchId, reason: 'over:\nit was a drill' }
    const release = mutation('releaseKillSwitch')
    for (const [, reason, says] of REASONS) {
      expectRefusal(
        await unchanged(tenants, () => a.ask(release, { input: { ...input, reason } })),
        'releaseKillSwitch',
        bad('reason', says),
      )
    }
    const foreign = await unchanged(tenants, () =>
      b.ask(release, { input: { ...input, organizationId: b.organizationId } }),
    )
    expectRefusal(foreign, 'releaseKillSwitch', absent('killSwitchId', 'KillSwitch'))
    expect((await a.ask(release, { input })).data).toMatchObject({
      releaseKillSwitch: { __typename: 'ReleaseKillSwitchPayload' },
    })
    expectRefusal(
      await unchanged(tenants, () => a.ask(release, { input })),
      'releaseKillSwitch',
      bad('killSwitchId', /RELEASED/),
    )
  })

  it('simulated funds and conversions are not for LIVE accounts', async () => {
    const { a } = tenants
    const opened = await a.ask(
      'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { ... on OpenAccountPayload { account { id liveEnabled } } } }',
      { input: account({ mode: 'LIVE' })(tenants) },
    )
    const { openAccount } = opened.data as unknown as {
      openAccount: { account: { id: string; liveEnabled: boolean } }
    }
    expect(openAccount.account.liveEnabled).toBe(false)
    const accountId = openAccount.account.id
    const funded = await unchanged(tenants, () =>
      a.ask(mutation('deposit'), { input: deposit({ accountId })(tenants) }),
    )
    expectRefusal(funded, 'deposit', bad('accountId', /LIVE.*PAPER and SHADOW/))
    const converted = await unchanged(tenants, () =>
      a.ask(mutation('convertCash'), { input: convert({ accountId })(tenants) }),
    )
    expectRefusal(converted, 'convertCash', bad('accountId', /LIVE/))
  })

  it('the platform scope is for the platform organization only', async () => {
    const { b } = tenants
    const input = { organizationId: b.organizationId, scope: 'GLOBAL' }
    const expected: Expected = { code: 'FORBIDDEN', path: ['input', 'scope'], says: /platform organization/ }
    const stopped = await unchanged(tenants, () =>
      b.ask(mutation('engageKillSwitch'), { input: { ...input, reason: 'x' } }),
    )
    expectRefusal(stopped, 'engageKillSwitch', expected)
    const limited = await unchanged(tenants, () =>
      b.ask(mutation('putRiskPolicy'), { input: { ...input, limits: {} } }),
    )
    expectRefusal(limited, 'putRiskPolicy', expected)
  })

  it('the last owner stays one', async () => {
    const { a } = tenants
    const members = await a.ask('{ organization(slug: "demo") { members { role user: id } } }')
    const found = await tenants.server.prisma.member.findFirstOrThrow({
      where: { organizationId: a.storedId, role: 'OWNER' },
    })
    expect(members.status).toBe(200)
    const input = { organizationId: a.organizationId, userId: `usr_${found.userId}`, role: 'VIEWER' }
    const answer = await unchanged(tenants, () => a.ask(mutation('setMemberRole'), { input }))
    expectRefusal(answer, 'setMemberRole', {
      code: 'CONFLICT',
      path: ['input', 'role'],
      says: /at least one owner/,
    })
  })

  it('none of it was a fault of ours', () => {
    expect(tenants.server.log.filter((line) => line.includes('"level":50'))).toEqual([])
  })
})
