import { describe, expect, it } from 'vitest'
import { NO_LIMITS, type PutRiskPolicy } from '../src/index.ts'
import { accepted, desk, orderCommand, refused, type Given } from './given.ts'

const put = (terms: Partial<PutRiskPolicy> = {}): Given<PutRiskPolicy> => ({
  type: 'PutRiskPolicy',
  scope: 'ORGANIZATION',
  targetId: null,
  expectedVersion: null,
  limits: { ...NO_LIMITS, maxOrderQuantity: '1' },
  ...terms,
})

describe('risk policies', () => {
  it('[PL-01] one per scope and target, versions rising by one, before and after in the event', () => {
    const { world, accountId } = desk()
    const first = accepted(world.when(put()))
    const limits = { ...NO_LIMITS, maxOpenOrders: 3 }
    const second = accepted(world.when(put({ expectedVersion: 1, limits })))
    expect(second.events).toMatchObject([
      { type: 'RiskPolicyPut', version: 2, before: { maxOrderQuantity: '1' }, limits },
    ])
    expect(second.subjectId).toBe(first.subjectId)
    expect(accepted(world.when(put({ scope: 'ACCOUNT', targetId: accountId }))).subjectId).not.toBe(
      first.subjectId,
    )
    expect(world.book.policies).toHaveLength(2)
  })

  it('[PL-02] a change of another version is a conflict that says which there is', () => {
    const { world } = desk()
    expect(refused(world.when(put({ expectedVersion: 4 }))).message).toContain('there is no policy yet')
    world.when(put({ expectedVersion: 0 }))
    expect(refused(world.when(put()))).toMatchObject({
      code: 'CONFLICT',
      field: 'expectedVersion',
      message: expect.stringContaining('at version 1'),
    })
    expect(refused(world.when(put({ expectedVersion: 2 })))).toMatchObject({ code: 'CONFLICT' })
    expect(world.book.policyVersion).toBe(1)
  })

  it('[PL-03] counts from the next command, and the decision says under which version it was made', () => {
    const { world, accountId } = desk()
    const order = { accountId, quantityLots: 2000 }
    expect(accepted(world.when(orderCommand(order))).decision).toMatchObject({
      outcome: 'ALLOWED',
      policyVersion: 0,
    })
    world.when(put())
    expect(accepted(world.when(orderCommand(order))).decision).toMatchObject({
      outcome: 'BLOCKED',
      policyVersion: 1,
    })
    world.when(put({ expectedVersion: 1, limits: { ...NO_LIMITS, maxOrderQuantity: '2' } }))
    expect(accepted(world.when(orderCommand(order))).decision).toMatchObject({
      outcome: 'ALLOWED',
      policyVersion: 2,
    })
  })

  it.each<[string, Partial<PutRiskPolicy>, string]>([
    ['scope', { scope: 'PLANET' as 'GLOBAL' }, 'BAD_USER_INPUT'],
    ['targetId', { scope: 'INSTRUMENT', targetId: 'SIM:NO' }, 'NOT_FOUND'],
    ['targetId', { scope: 'ASSET_CLASS', targetId: 'TULIPS' }, 'BAD_USER_INPUT'],
    ['targetId', { scope: 'STRATEGY', targetId: null }, 'BAD_USER_INPUT'],
    ['limits.maxOrderQuantity', { limits: { ...NO_LIMITS, maxOrderQuantity: '1e3' } }, 'BAD_USER_INPUT'],
    ['limits.priceCollar', { limits: { ...NO_LIMITS, priceCollar: '5' } }, 'BAD_USER_INPUT'],
  ])('[PL-04] refuses %s of %j', (field, terms, code) => {
    const { world } = desk()
    expect(refused(world.when(put(terms)))).toMatchObject({ code, field })
    expect(world.book.policyVersion).toBe(0)
  })
})

describe('modes', () => {
  it('[MO-01] asking for another mode than the account has is blocked, and the decision shows both', () => {
    const { world, accountId } = desk()
    const { decision } = accepted(world.when(orderCommand({ accountId, requestedMode: 'LIVE' })))
    expect(decision).toMatchObject({ requestedMode: 'LIVE', effectiveMode: 'PAPER', outcome: 'BLOCKED' })
    expect(decision?.checks.find((check) => check.name === 'tradingMode')?.verdict).toBe('FAILED')
    expect(accepted(world.when(orderCommand({ accountId, requestedMode: 'PAPER' }))).decision?.outcome).toBe(
      'ALLOWED',
    )
  })

  it('[MO-02] no order of a LIVE account is allowed while the live gate is shut', () => {
    const { world } = desk()
    const opened = accepted(
      world.when(
        { type: 'OpenAccount', name: 'Real', mode: 'LIVE', currency: 'USD', connectionId: 'c' },
        { embedded: false },
      ),
    )
    const { decision } = accepted(
      world.when(orderCommand({ accountId: opened.subjectId ?? '' }), { embedded: false }),
    )
    expect(decision?.outcome).toBe('BLOCKED')
    expect(decision?.checks.find((check) => check.name === 'liveGate')?.verdict).toBe('FAILED')
  })
})
