import { describe, expect, it } from 'vitest'
import { showName, showWord } from './words.ts'

describe('the words of the schema on the screen', () => {
  it.each([
    ['PARTIALLY_FILLED', 'Partially filled'],
    ['EVENT_CONTRACT', 'Event contract'],
    ['GTC', 'GTC'],
    ['API_KEY', 'API key'],
    ['M15', '15 m'],
  ])('%s reads "%s"', (value, words) => {
    expect(showWord(value)).toBe(words)
  })

  it.each([
    ['maxOrderNotional', 'Max order notional'],
    ['policy:put', 'Policy put'],
    ['OrderAccepted', 'Order accepted'],
  ])('the name %s reads "%s"', (name, words) => {
    expect(showName(name)).toBe(words)
  })
})
