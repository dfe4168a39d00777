import { expect, it } from 'vitest'
import { failedFirst } from './check-order.ts'

it('shows failed checks first and keeps the order they ran in', () => {
  const checks = [
    { name: 'a', verdict: 'PASSED' },
    { name: 'b', verdict: 'FAILED' },
    { name: 'c', verdict: 'SKIPPED' },
    { name: 'd', verdict: 'FAILED' },
    { name: 'e', verdict: 'PASSED' },
  ] as const
  expect(
    failedFirst(checks)
      .map((check) => check.name)
      .join(''),
  ).toBe('bdaec')
})
