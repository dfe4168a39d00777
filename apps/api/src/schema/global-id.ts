/**
 * Ids as the outside sees them: a short prefix that names the kind, then the stored id. Readable in a log, and an id of one
 * kind never passes for another. Instruments and venues keep their canonical ids.
 */
import { InvalidInput, notFound } from '../problem/problem.ts'

const PREFIXES = {
  Account: 'acc',
  Order: 'ord',
  Fill: 'fil',
  Position: 'pos',
  RiskPolicy: 'pol',
  KillSwitch: 'ksw',
  Organization: 'org',
  AuditEntry: 'aud',
  Strategy: 'str',
  User: 'usr',
  ApiKey: 'key',
  LedgerEntry: 'led',
  Alert: 'alr',
  Dataset: 'dat',
  Job: 'job',
  Backtest: 'bkt',
  StrategyVersion: 'ver',
  Deployment: 'dep',
  ParityReport: 'par',
  Incident: 'inc',
  IncidentDrill: 'idr',
  Workflow: 'wfl',
  WorkflowRun: 'wfr',
  SignalProposal: 'sig',
  VenueLink: 'con',
  ReconciliationBreak: 'brk',
  ReconciliationRun: 'rec',
} as const

export type PrefixedKind = keyof typeof PREFIXES
export type Kind = PrefixedKind | 'Instrument'

const KIND_OF_PREFIX = new Map(
  Object.entries(PREFIXES).map(([kind, prefix]) => [prefix as string, kind as PrefixedKind]),
)
const BODY = /^[A-Za-z0-9][A-Za-z0-9:._/-]{0,199}$/
const INSTRUMENT = /^[A-Z0-9]{1,20}:[A-Za-z0-9._/+-]{1,60}$/

export function globalId(kind: Kind, id: string): string {
  return kind === 'Instrument' ? id : `${PREFIXES[kind]}_${id}`
}

/** The stored id, or null: this is no id of the kind. */
export function storedId(kind: Kind, id: string): string | null {
  const parsed = parseGlobalId(id)
  return parsed?.kind === kind ? parsed.id : null
}

/** The stored id of an argument. What cannot be an id of the kind is as absent as an id that nobody has. */
export function requireId(kind: Kind, id: string, path: readonly string[]): string {
  const stored = storedId(kind, id)
  if (stored === null) throw notFound(kind, path)
  return stored
}

/** What an id names; null: it cannot be an id of ours. */
export function parseGlobalId(id: string): { readonly kind: Kind; readonly id: string } | null {
  const separator = id.indexOf('_')
  const kind = separator === 3 ? KIND_OF_PREFIX.get(id.slice(0, separator)) : undefined
  if (kind !== undefined) {
    const body = id.slice(separator + 1)
    return BODY.test(body) ? { kind, id: body } : null
  }
  return INSTRUMENT.test(id) ? { kind: 'Instrument', id } : null
}

/** An id that the caller chose, such as a strategy's label in this release. */
export function requireLabel(text: string, path: readonly string[]): string {
  if (/^[A-Za-z0-9_.:-]{1,64}$/.test(text)) return text
  throw new InvalidInput('must be 1 to 64 letters, digits, or any of _ . : -', path)
}
