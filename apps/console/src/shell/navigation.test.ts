import { describe, expect, it } from 'vitest'
import { placeOf, screenAt, screensFor } from './navigation.ts'

describe('screens and their addresses', () => {
  it.each([
    ['/', 'desk'],
    ['/desk', 'desk'],
    ['/risk/', 'risk'],
    ['/audit.html', 'audit'],
    ['/nowhere', null],
  ])('%s is %s', (path, screen) => {
    expect(screenAt(path)).toBe(screen)
  })

  it('offers only what the role may see', () => {
    expect(screensFor([]).map((screen) => screen.id)).toEqual(['desk'])
    expect(screensFor(['audit:read', 'killSwitch:read']).map((screen) => screen.id)).toEqual([
      'desk',
      'risk',
      'audit',
    ])
    expect(screensFor(['strategy:read']).map((screen) => screen.id)).toEqual(['desk', 'strategies'])
    expect(screensFor(['connection:read']).map((screen) => screen.id)).toEqual(['desk', 'venues'])
    expect(screensFor(['dataset:read', 'backtest:read']).map((screen) => screen.id)).toEqual([
      'desk',
      'datasets',
      'backtests',
    ])
  })

  it('keeps what is open in the address', () => {
    expect(placeOf('datasets')).toBe('/datasets')
    expect(placeOf('backtests', { compare: 'bkt_1,bkt_2' })).toBe('/backtests?compare=bkt_1%2Cbkt_2')
  })
})
