import { describe, expect, it } from 'vitest'
import { CARD, layOut } from './graph-layout.ts'

const step = (stepId: string, ...needs: string[]) => ({ stepId, needs })
const columnsOf = (...steps: ReturnType<typeof step>[]) =>
  Object.fromEntries(
    layOut(steps).placed.map(({ step: { stepId }, x }) => [stepId, Math.floor(x / CARD.width)]),
  )

describe('a workflow as a graph', () => {
  it('puts each step right of everything that it waits for', () => {
    const steps = [
      step('deploy', 'judge', 'build'),
      step('data'),
      step('build'),
      step('test', 'data', 'build'),
    ]
    expect(columnsOf(...steps, step('judge', 'test'))).toEqual({
      data: 0,
      build: 0,
      test: 1,
      judge: 2,
      deploy: 3,
    })
  })

  it('draws a line for each wait, and none to what is not there', () => {
    const { lines } = layOut([step('a'), step('b', 'a', 'gone')])
    expect(lines.map(({ key }) => key)).toEqual(['a b'])
  })

  it('puts no two steps in one place, and comes to an end with a circle', () => {
    const { placed, width, height } = layOut([step('a', 'b'), step('b', 'a'), step('c')])
    expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(3)
    for (const { x, y } of placed) {
      expect(x + CARD.width).toBeLessThanOrEqual(width)
      expect(y + CARD.height).toBeLessThanOrEqual(height)
    }
    expect(layOut([])).toMatchObject({ width: 0, height: 0 })
  })
})
