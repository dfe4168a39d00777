import type { ConformanceVerdict } from '@quarterdeck/venues'
import { expect, it } from 'vitest'
import { faultOf } from './words.ts'

const verdict = (id: string, kind: ConformanceVerdict['verdict']): ConformanceVerdict => ({
  id,
  rule: '',
  verdict: kind,
  message: '',
})
const PASSED = [verdict('VC-01', 'PASSED'), verdict('VC-61', 'SIMULATOR_ONLY')]
const whole = { left: [], isInterrupted: false }

it('is a success where all that can be run passed and nothing is left behind', () => {
  expect(faultOf({ verdicts: PASSED, ...whole })).toBeNull()
})

it.each([
  [{ verdicts: [...PASSED, verdict('VC-25', 'FAILED')], ...whole }, /does not keep VC-25 there/],
  [{ verdicts: PASSED, ...whole, left: ['the order c-1 may still work'] }, /left behind .* c-1/],
  [{ verdicts: [...PASSED, verdict('VC-20', 'NOT_RUN')], ...whole, isInterrupted: true }, /was interrupted/],
])('is none otherwise: %j', (result, words) => {
  expect(faultOf(result)).toMatch(words)
})

it('names all that is wrong at once', () => {
  const result = { verdicts: [verdict('VC-25', 'FAILED')], left: ['an order'], isInterrupted: true }
  expect(faultOf(result)).toMatch(/VC-25 .* an order.* interrupted/)
})
