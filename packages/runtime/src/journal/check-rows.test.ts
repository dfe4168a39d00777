/** Whatever a check says comes back word for word, also where its sentence is stored without its figures. */
import type { CheckRecord, Decision } from '@quarterdeck/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChecks, storedDecision } from './check-rows.ts'

const DECISION: Omit<Decision, 'checks'> = {
  requestedMode: 'PAPER',
  effectiveMode: 'PAPER',
  outcome: 'ALLOWED',
  summary: 'Allowed',
  policyVersion: 2,
  reference: null,
}

const compared: CheckRecord = {
  name: 'orderNotional',
  scope: 'ACCOUNT',
  targetId: 'a1',
  policyVersion: 3,
  verdict: 'PASSED',
  observed: '34.45',
  limit: '1000',
  headroom: '965.55',
  message: 'a worst-case order notional of 34.45 USD is within 1000 USD (ACCOUNT a1 policy, version 3)',
}

const stored = (checks: readonly CheckRecord[]) => storedDecision({ ...DECISION, checks })
const back = (checks: readonly CheckRecord[]) => {
  const { checks: rows, policies } = JSON.parse(JSON.stringify(stored(checks))) as ReturnType<typeof stored>
  return readChecks(rows, policies)
}

const words = fc.oneof(
  fc.constantFrom('', ' of 5', 'is within', ' (x)', ' is over the limit of ', '5'),
  fc.string(),
)
const figure = fc.option(fc.constantFrom('0', '5', '-1.25', '1000'))
const check: fc.Arbitrary<CheckRecord> = fc
  .record({
    name: fc.constantFrom('orderNotional' as const, 'leverage' as const),
    policy: fc.constantFrom(
      { scope: 'SYSTEM' as const, targetId: null, policyVersion: null },
      { scope: 'ORGANIZATION' as const, targetId: null, policyVersion: 1 },
      { scope: 'ACCOUNT' as const, targetId: 'a (1)', policyVersion: 5 },
    ),
    verdict: fc.constantFrom('PASSED' as const, 'FAILED' as const, 'SKIPPED' as const),
    observed: figure,
    limit: figure,
    headroom: figure,
    what: words,
    unit: words,
    whole: fc.boolean(),
    verb: fc.constantFrom('is within', 'is over the limit of', 'equals'),
  })
  .map(({ policy, what, unit, whole, verb, ...rest }) => {
    const target = policy.targetId === null ? '' : ` ${policy.targetId}`
    const after = unit === '' ? '' : ` ${unit}`
    const message = whole
      ? what
      : `${what} of ${rest.observed}${after} ${verb} ${rest.limit}${after} (${policy.scope}${target} policy, version ${policy.policyVersion})`
    return { ...rest, ...policy, message }
  })

describe('checks in the journal', () => {
  it('come back as they were, whatever they say', () => {
    fc.assert(
      fc.property(fc.array(check), (checks) => {
        expect(back(checks)).toEqual(checks)
      }),
      { numRuns: 2_000 },
    )
  })

  it('state a policy once, and of a comparison what is measured', () => {
    const failed = {
      ...compared,
      verdict: 'FAILED',
      message: 'an order quantity of 34.45 is over the limit of 1000 (ACCOUNT a1 policy, version 3)',
    } as const
    const { policies, checks } = stored([compared, failed])
    expect(policies).toEqual([['ACCOUNT', 'a1', 3]])
    expect(checks.map((row) => row.at(-1))).toEqual([
      ['a worst-case order notional', 'USD'],
      ['an order quantity', ''],
    ])
  })

  it('keep a sentence whole that its figures do not make', () => {
    const message = 'the order only reduces the position, so this limit does not hold it back'
    expect(stored([{ ...compared, message }]).checks[0]?.at(-1)).toBe(message)
  })
})
