/**
 * The checks of a decision as the journal keeps them: rows without names, policies and figures without their repetitions. As
 * records, two dozen of them were nine tenths of every journal.
 */
import {
  type CheckRecord,
  type Decision,
  type Measured,
  measuredIn,
  sentenceOfRecord,
} from '@quarterdeck/engine'

type PolicyRow = readonly [
  scope: CheckRecord['scope'],
  targetId: CheckRecord['targetId'],
  version: CheckRecord['policyVersion'],
]

type CheckRow = readonly [
  name: CheckRecord['name'],
  /** Place among the decision's policies; null: the rule stands without one. */
  policy: number | null,
  verdict: CheckRecord['verdict'],
  observed: CheckRecord['observed'],
  limit: CheckRecord['limit'],
  headroom: CheckRecord['headroom'],
  /** The sentence; or what it measures and in which unit, where the figures of the row make the rest of it. */
  said: string | readonly [what: string, unit: string],
]

/** A decision as it is stored. The checks stand last: a reader can leave them unparsed. */
export interface StoredDecision extends Omit<Decision, 'checks'> {
  readonly policies: readonly PolicyRow[]
  readonly checks: readonly CheckRow[]
}

export function storedDecision({ checks, ...decision }: Decision): StoredDecision {
  const policies: PolicyRow[] = []
  const rows = checks.map((check): CheckRow => {
    const measured = measuredIn(check)
    return [
      check.name,
      placeOf(check, policies),
      check.verdict,
      check.observed,
      check.limit,
      check.headroom,
      measured === null ? check.message : [measured.what, measured.unit],
    ]
  })
  return { ...decision, policies, checks: rows }
}

/** A check as the first journals kept it: whole, without its names. */
type WholeRow = readonly [
  name: CheckRecord['name'],
  ...PolicyRow,
  verdict: CheckRecord['verdict'],
  observed: CheckRecord['observed'],
  limit: CheckRecord['limit'],
  headroom: CheckRecord['headroom'],
  message: CheckRecord['message'],
]

/** The checks of stored rows; those of the first journals name no policies beside them. */
export function readChecks(
  rows: StoredDecision['checks'] | readonly WholeRow[],
  policies: StoredDecision['policies'] | undefined,
): readonly CheckRecord[] {
  if (policies === undefined) return (rows as readonly WholeRow[]).map(wholeCheck)
  return (rows as StoredDecision['checks']).map(([name, place, verdict, observed, limit, headroom, said]) => {
    const [scope, targetId, policyVersion] = place === null ? WITHOUT_POLICY : policies[place]!
    const record = { name, scope, targetId, policyVersion, verdict, observed, limit, headroom }
    return { ...record, message: typeof said === 'string' ? said : sentence(said, record) }
  })
}

function wholeCheck(row: WholeRow): CheckRecord {
  const [name, scope, targetId, policyVersion, verdict, observed, limit, headroom, message] = row
  return { name, scope, targetId, policyVersion, verdict, observed, limit, headroom, message }
}

const WITHOUT_POLICY: PolicyRow = ['SYSTEM', null, null]

function placeOf({ scope, targetId, policyVersion }: CheckRecord, policies: PolicyRow[]): number | null {
  if (scope === 'SYSTEM' && targetId === null && policyVersion === null) return null
  const known = policies.findIndex(
    (row) => row[0] === scope && row[1] === targetId && row[2] === policyVersion,
  )
  return known < 0 ? policies.push([scope, targetId, policyVersion]) - 1 : known
}

function sentence([what, unit]: readonly [string, string], record: Omit<CheckRecord, 'message'>): string {
  const measured: Measured = { what, unit }
  const text = sentenceOfRecord(measured, record)
  if (text === null)
    throw new Error(`Invariant: the stored check ${record.name} has the figures of its sentence`)
  return text
}
