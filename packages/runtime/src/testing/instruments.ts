/** Two plain instruments that trade around the clock. */
import type { Instrument } from '@quarterdeck/sdk'
import { testInstrument } from '@quarterdeck/sdk/testing'

function crypto(symbol: string): Instrument {
  return testInstrument({
    id: `SIM:${symbol}`,
    quantityIncrement: '0.001',
    minQuantity: '0.001',
    maxQuantity: '1000',
    makerFeeRate: '0.0001',
    takerFeeRate: '0.0002',
    calendar: '24/7',
  })
}

export const BTC: Instrument = crypto('BTC-USD')
export const ETH: Instrument = crypto('ETH-USD')
