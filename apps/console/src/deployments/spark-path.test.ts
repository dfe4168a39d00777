import { describe, expect, it } from 'vitest'
import { sparkPath } from './spark-path.ts'

const box = { width: 100, height: 20 }

describe('small lines', () => {
  it('fit their readings to the box, the greatest at the top', () => {
    expect(sparkPath([1, 3, 2], box)).toBe('M0.0 20.0L50.0 0.0L100.0 10.0')
  })

  it('draw what never changes through the middle', () => {
    expect(sparkPath([5, 5], box)).toBe('M0.0 10.0L100.0 10.0')
  })

  it('need two readings', () => {
    expect(sparkPath([1], box)).toBe('')
  })
})
