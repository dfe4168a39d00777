import { describe, expect, it } from 'vitest'
import { instrumentText } from './instrument-name.tsx'

describe('the name of an instrument', () => {
  it.each([
    ['SIM:BTC-USD', 'BTC-USD', 'BTC-USD'],
    ['COINBASE:BTC-USD', 'BTC-USD', 'BTC-USD on COINBASE'],
  ])('%s reads %s', (id, symbol, text) => {
    expect(instrumentText({ id, symbol })).toBe(text)
  })
})
