import { describe, expect, it } from 'vitest'
import type { ConvertCash, Deposit, OpenAccount } from '../src/index.ts'
import { decide, emptyMarket, initialBook } from './engine.ts'
import { accepted, desk, expectReplay, fillOf, FUTURE, refused, TRADER, type Given } from './given.ts'

const open = (terms: Partial<OpenAccount> = {}): Given<OpenAccount> => ({
  type: 'OpenAccount',
  name: 'Desk',
  mode: 'PAPER',
  currency: 'USD',
  connectionId: null,
  ...terms,
})
const deposit = (accountId: string, terms: Partial<Deposit> = {}): Given<Deposit> => ({
  type: 'Deposit',
  accountId,
  amount: '100',
  currency: 'USD',
  idempotencyKey: 'd1',
  ...terms,
})
const convert = (accountId: string, terms: Partial<ConvertCash> = {}): Given<ConvertCash> => ({
  type: 'ConvertCash',
  accountId,
  fromCurrency: 'USD',
  toCurrency: 'EUR',
  amount: '100',
  idempotencyKey: 'c1',
  ...terms,
})
const UNIT = 10n ** 18n

describe('accounts and cash', () => {
  it('[AC-09] takes no currency past the 512th, and goes on with those it has', () => {
    const { world, accountId } = desk()
    const code = (count: number) => `C${String(count).padStart(3, '0')}`
    let taken = 0
    for (; taken < 600; taken += 1) {
      const outcome = world.when(deposit(accountId, { currency: code(taken), idempotencyKey: code(taken) }))
      if (outcome.kind === 'REFUSED') {
        expect(outcome).toMatchObject({ code: 'BAD_USER_INPUT', field: 'currency' })
        break
      }
    }
    expect(taken).toBeLessThanOrEqual(512)
    expect(refused(world.when(open({ currency: 'ZZZ' }))).field).toBe('currency')
    accepted(world.when(deposit(accountId, { currency: code(0), idempotencyKey: 'again' })))
  })

  it('[AC-01] opens with its mode and shows its base currency at zero', () => {
    const { world } = desk()
    const { subjectId } = accepted(world.when(open({ mode: 'SHADOW', currency: 'EUR' })))
    const account = world.book.accounts.find((one) => one.id === subjectId)
    expect(account).toMatchObject({ mode: 'SHADOW', cash: [{ currency: 'EUR', cash: 0n }] })
  })

  it.each<[string, Partial<OpenAccount>]>([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'a\u0000' }],
    ['mode', { mode: 'DEMO' as 'PAPER' }],
    ['currency', { currency: 'usd' }],
    ['currency', { currency: '' }],
    ['connectionId', { connectionId: '' }],
  ])('[AC-01] refuses %s of %j', (field, terms) => {
    const { world } = desk()
    expect(refused(world.when(open(terms)))).toMatchObject({ code: 'BAD_USER_INPUT', field })
  })

  it('[AC-02] refuses LIVE on a journal that is not power-safe, and where nobody says that it is', () => {
    const { world } = desk()
    const refusal = {
      code: 'BAD_USER_INPUT',
      field: 'mode',
      message: 'journal is not power-safe; set DATABASE_URL',
    }
    expect(refused(world.when(open({ mode: 'LIVE' })))).toMatchObject(refusal)
    const book = initialBook({ organizationId: 'o', baseCurrency: 'USD' })
    expect(
      decide(book, emptyMarket(), { ...open({ mode: 'LIVE' }), at: 1, commandId: 'c', actor: TRADER }),
    ).toMatchObject(refusal)
    expect(accepted(world.when(open({ mode: 'LIVE' }), { embedded: false })).events).toHaveLength(1)
  })

  it('[AC-11] binds one LIVE account to a connection, and others of simulated modes', () => {
    const { world } = desk()
    const of = (mode: 'LIVE' | 'SHADOW', connectionId: string | null) =>
      world.when(open({ mode, connectionId, name: 'Real' }), { embedded: false })
    accepted(of('LIVE', 'c-1'))
    expect(refused(of('LIVE', 'c-1'))).toMatchObject({
      code: 'CONFLICT',
      field: 'connectionId',
      message: 'connectionId trades for the LIVE account Real: name another connection',
    })
    for (const [mode, connectionId] of [
      ['SHADOW', 'c-1'],
      ['LIVE', 'c-2'],
      ['LIVE', null],
      ['LIVE', null],
    ] as const)
      accepted(of(mode, connectionId))
  })

  it('[AC-03] deposits into paper and shadow accounts only', () => {
    const { world } = desk()
    const live = accepted(world.when(open({ mode: 'LIVE' }), { embedded: false })).subjectId ?? ''
    expect(refused(world.when(deposit(live)))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'accountId' })
    expect(refused(world.when(deposit('x')))).toMatchObject({ code: 'NOT_FOUND', field: 'accountId' })
    const shadow = world.open('SHADOW', 'USD', null)
    accepted(world.when(deposit(shadow, { amount: '0.000000000000000001' })))
    expect(world.book.accounts.at(-1)?.cash[0]?.cash).toBe(1n)
  })

  it('[AC-04] repeats by key: same terms once, other terms a conflict, also between deposit and conversion', () => {
    const { world, accountId } = desk()
    accepted(world.when(deposit(accountId)))
    expect(accepted(world.when(deposit(accountId, { amount: '100.00' }))).events).toEqual([])
    expect(refused(world.when(deposit(accountId, { amount: '101' })))).toMatchObject({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })
    expect(refused(world.when(deposit(accountId, { currency: 'EUR' }))).code).toBe('CONFLICT')
    expect(refused(world.when(convert(accountId, { idempotencyKey: 'd1' }))).code).toBe('CONFLICT')
    accepted(world.when(convert(accountId)))
    expect(accepted(world.when(convert(accountId))).events).toEqual([])
    expect(refused(world.when(convert(accountId, { amount: '101' }))).code).toBe('CONFLICT')
  })

  it.each([
    '0',
    '-1',
    '1e3',
    'NaN',
    '',
    ' 1',
    '+1',
    '1.0000000000000000001',
    '1000000000000000001',
    '9'.repeat(60),
  ])('[AC-05] refuses a deposit of %j', (amount) => {
    const { world, accountId } = desk()
    expect(refused(world.when(deposit(accountId, { amount })))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'amount',
    })
    expect(refused(world.when(convert(accountId, { amount })))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'amount',
    })
  })

  it('[AC-05] refuses the deposit that would pass what an account can hold', () => {
    const { world } = desk()
    const accountId = world.open('PAPER', 'USD', null)
    for (let index = 0; index < 1000; index++)
      accepted(world.when(deposit(accountId, { amount: String(10n ** 18n), idempotencyKey: `k${index}` })))
    expect(refused(world.when(deposit(accountId, { amount: '0.01', idempotencyKey: 'more' })))).toMatchObject(
      { field: 'amount' },
    )
  })

  it('[AC-06] converts at the fresh mid, and fails closed without one', () => {
    const { world, accountId } = desk()
    // EUR-USD is quoted 1.0999 to 1.1001.
    const { events } = accepted(
      world.when(convert(accountId, { fromCurrency: 'USD', toCurrency: 'EUR', amount: '110' })),
    )
    expect(events).toMatchObject([
      {
        type: 'CashConverted',
        fromAmount: '110',
        toAmount: '100',
        rate: '0.909090909090909091',
        rateInstrumentId: 'SIM:EUR-USD',
      },
    ])
    const late = (events[0]?.at ?? 0) + 3_600_000_000
    expect(refused(world.when({ ...convert(accountId, { idempotencyKey: 'c2' }), at: late }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'toCurrency',
    })
    expect(refused(world.when(convert(accountId, { idempotencyKey: 'c3', toCurrency: 'CHF' }))).field).toBe(
      'toCurrency',
    )
    expect(refused(world.when(convert(accountId, { idempotencyKey: 'c4', toCurrency: 'USD' }))).field).toBe(
      'toCurrency',
    )
  })

  it('[AC-07] rounds what is bought half to even at 8 decimals and books both legs against FX', () => {
    const { world, accountId } = desk()
    accepted(world.when(convert(accountId, { amount: '100' })))
    const account = world.book.accounts[0]
    const total = (ledgerAccount: string, currency: string): bigint | undefined =>
      account?.ledger.find((line) => line.ledgerAccount === ledgerAccount && line.currency === currency)
        ?.total
    expect(total('CASH', 'EUR')).toBe(9_090_909_091n * 10n ** 10n)
    expect(total('FX', 'EUR')).toBe(-9_090_909_091n * 10n ** 10n)
    expect(total('FX', 'USD')).toBe(100n * UNIT)
    expect(
      refused(world.when(convert(accountId, { amount: '0.000000001', idempotencyKey: 'dust' }))),
    ).toMatchObject({ field: 'amount' })
    expectReplay(world)
  })

  it('[AC-08] converts no more than is available', () => {
    const { world, accountId } = desk()
    world.submit({ accountId, quantityLots: 1000, limitTicks: 10_000 })
    expect(refused(world.when(convert(accountId, { amount: '1000000' })))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'amount',
      message: expect.stringContaining('999899.8'),
    })
    accepted(world.when(convert(accountId, { amount: '999899.8', idempotencyKey: 'all' })))
  })
})

describe('the ledger', () => {
  it('[LE-01] balances every event that moves money', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId, quantityLots: 10 })
    world.report(fillOf(orderId, 'x', 10, 9_999, '0.0123'))
    world.report({ kind: 'BUSTED', orderId, execId: 'x', reason: 'error' })
    const totals = new Map<string, bigint>()
    for (const posting of world.postings)
      totals.set(posting.currency, (totals.get(posting.currency) ?? 0n) + posting.amount)
    expect(world.postings.length).toBeGreaterThan(6)
    expect([...totals.values()].every((total) => total === 0n)).toBe(true)
  })

  it('[LE-02] [LE-03] a spot trade moves cash against cost, fee and profit', () => {
    const { world, accountId } = desk()
    const buy = world.submit({ accountId, quantityLots: 1000 })
    world.report(fillOf(buy, 'x', 1000, 10_000, '0.2'))
    const sell = world.submit({ accountId, side: 'SELL', quantityLots: 1000, limitTicks: 10_000 })
    world.report(fillOf(sell, 'y', 1000, 10_100, '0.3'))
    const ledger = Object.fromEntries(
      world.book.accounts[0]?.ledger.map((line) => [line.ledgerAccount, line.total]) ?? [],
    )
    expect(ledger).toEqual({
      CASH: 1_000_000n * UNIT + UNIT / 2n,
      EXTERNAL: -1_000_000n * UNIT,
      POSITION: 0n,
      REALIZED_PNL: -UNIT,
      FEES: UNIT / 2n,
    })
  })

  it('[LE-04] a future moves cost against clearing, and only profit, loss and fees reach cash', () => {
    const { world, accountId } = desk()
    const buy = world.submit({ accountId, instrumentId: FUTURE.id, quantityLots: 2, limitTicks: 20_001 })
    world.report(fillOf(buy, 'x', 2, 20_000, '2.5'))
    // 2 contracts at 5000.00 of 50 each: 500 000 of cost, a tenth of it margin.
    expect(world.book.positions[0]).toMatchObject({ cost: 500_000n * UNIT, marginUsed: 50_000n * UNIT })
    expect(world.book.accounts[0]?.cash[0]).toMatchObject({
      cash: (9_999_975n * UNIT) / 10n,
      marginUsed: 50_000n * UNIT,
    })
    const ledger = Object.fromEntries(
      world.book.accounts[0]?.ledger.map((line) => [line.ledgerAccount, line.total]) ?? [],
    )
    expect(ledger).toMatchObject({ POSITION: 500_000n * UNIT, CLEARING: -500_000n * UNIT })
  })
})
