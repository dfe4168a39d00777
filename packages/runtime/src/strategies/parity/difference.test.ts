/** The first difference of two answers is named by its place. */
import { describe, expect, it } from 'vitest'
import { firstDifference } from './difference.ts'

const intents = (quantityLots: number, more: readonly object[] = []) => [
  { type: 'SubmitOrder', quantityLots, limitTicks: null },
  ...more,
]

describe('the first difference', () => {
  it('is none between equal answers', () => {
    expect(firstDifference(intents(5), intents(5), 'intents')).toBeNull()
  })

  it('names the field and both values', () => {
    expect(firstDifference(intents(5), intents(6), 'intents')).toEqual({
      field: 'intents[0].quantityLots',
      recorded: '5',
      replayed: '6',
    })
  })

  it('tells an intent that only one of them has', () => {
    const replayed = intents(5, [{ type: 'CancelOrder' }])
    expect(firstDifference(intents(5), replayed, 'intents')).toEqual({
      field: 'intents[1]',
      recorded: 'nothing',
      replayed: '{"type":"CancelOrder"}',
    })
  })
})
