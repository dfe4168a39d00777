import { describe, expect, it } from 'vitest'
import { changesBetween, limitsSchema, summarize, toForm, toLimits } from './limits.ts'

describe('the limits of a policy in the editor', () => {
  const limits = {
    maxOrderNotional: '100000.50',
    maxOpenOrders: 20,
    restricted: true,
    assetClassCaps: [{ assetClass: 'CRYPTO' as const, maxExposure: '5000' }],
  }

  it('go into the form and back unchanged, digits and all', () => {
    expect(toLimits(toForm(limits))).toMatchObject(limits)
  })

  it('an empty field is no limit', () => {
    expect(toLimits(toForm({ maxLeverage: null })).maxLeverage).toBeNull()
  })

  it.each([
    ['maxOrderNotional', '1e9'],
    ['maxOrderNotional', '-1'],
    ['maxOpenOrders', '1.5'],
    ['maxOpenOrders', '-2'],
  ])('%s takes no "%s"', (name, value) => {
    const form = toForm({})
    const result = limitsSchema.safeParse({ ...form, values: { ...form.values, [name]: value } })
    expect(result.error?.issues[0]?.path).toEqual(['values', name])
  })

  it('says what a version changed, added and removed', () => {
    const after = { ...limits, maxOrderNotional: '50000', maxOpenOrders: null, maxLeverage: '3' }
    expect(changesBetween(limits, after)).toEqual([
      { title: 'Order notional', before: '100000.50', after: '50000' },
      { title: 'Leverage', before: null, after: '3' },
      { title: 'Open orders', before: '20', after: null },
    ])
  })

  it('lists only what is set', () => {
    expect(summarize({ maxDrawdown: '10', restricted: false })).toEqual([{ title: 'Drawdown', value: '10' }])
  })
})
