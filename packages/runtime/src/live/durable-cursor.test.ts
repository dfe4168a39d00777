import { expect, it } from 'vitest'
import { DurableCursor } from './durable-cursor.ts'

it('keeps no cursor before the fills that were reported before it are durable, however they come', () => {
  const kept: string[] = []
  const moments: (() => void)[] = []
  const cursor = new DurableCursor({
    whenQuiet: (callback) => void moments.push(callback),
    keep: (one) => void kept.push(one),
  })
  cursor.take('first')
  // Its fills came after the first had asked: the moment that is near is not theirs.
  cursor.take('second')
  cursor.take('third')
  expect(kept).toEqual([])
  moments.shift()?.()
  expect(kept).toEqual(['first'])
  moments.shift()?.()
  expect(kept).toEqual(['first', 'third'])
  expect(moments).toEqual([])
  cursor.take('fourth')
  moments.shift()?.()
  expect(kept).toEqual(['first', 'third', 'fourth'])
})

it('keeps at once what is durable already', () => {
  const kept: string[] = []
  const cursor = new DurableCursor({
    whenQuiet: (callback) => callback(),
    keep: (one) => void kept.push(one),
  })
  cursor.take('first')
  cursor.take('second')
  expect(kept).toEqual(['first', 'second'])
})
