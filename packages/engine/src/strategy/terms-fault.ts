/** What a deployment's terms must be: faults of each alone, and whether the book knows what they name. Rules: SPEC.md, ST-02, ST-04. */

import type { Book } from '../book/book.ts'
import { firstFault } from '../book/fault.ts'
import {
  DEPLOYMENT_INSTRUMENTS_MAX,
  ID_LENGTH_MAX,
  ORDERS_PER_MINUTE_MAX,
  PARAMS_DEPTH_MAX,
  PARAMS_LENGTH_MAX,
} from '../book/limits.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput, refuse } from '../book/refusal.ts'
import { textFault } from '../book/text.ts'
import { canonicalJson } from '../snapshot/canonical.ts'
import type { DeploymentTerms, VersionRef } from './terms.ts'

/** The terms as they are kept, parameters as canonical text; or their first fault. Names nothing that only the book knows. */
export function goodTerms(terms: DeploymentTerms): DeploymentTerms | Refusal {
  const { version, instrumentIds, ordersPerMinuteMax } = terms
  const fault = firstFault(
    () => versionFault(version),
    () => instrumentsFault(instrumentIds),
    () => wholeFault('ordersPerMinuteMax', ordersPerMinuteMax, { least: 1, most: ORDERS_PER_MINUTE_MAX }),
  )
  if (fault !== null) return fault
  const params = canonicalParams(terms.params)
  if (params === null) return badInput('params', PARAMS_RULE)
  const { versionId, number, digest } = version
  return {
    version: { versionId, number, digest },
    params,
    instrumentIds: [...instrumentIds],
    ordersPerMinuteMax,
  }
}

/** The first instrument that the book does not list. */
export function unlistedFault(book: Book, instrumentIds: readonly string[]): Refusal | null {
  const unlisted = instrumentIds.find((id) => !book.instrumentIndexById.has(id))
  if (unlisted === undefined) return null
  return refuse('NOT_FOUND', 'instrumentIds', `has ${unlisted}, which was not found`)
}

/** Refuses what is no whole number within its bounds. */
export function wholeFault(
  field: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): Refusal | null {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return null
  return badInput(field, `must be a whole number from ${least} to ${most}`)
}

const DIGEST = /^[0-9a-f]{64}$/

export function digestFault(field: string, digest: string): Refusal | null {
  return typeof digest === 'string' && DIGEST.test(digest)
    ? null
    : badInput(field, 'must be a SHA-256 as 64 digits of lower-case hex')
}

function versionFault(version: VersionRef): Refusal | null {
  if (typeof version !== 'object' || version === null)
    return badInput('version', 'must name a version of the strategy')
  return firstFault(
    () => textFault('version.versionId', version.versionId, ID_LENGTH_MAX),
    () => wholeFault('version.number', version.number, { least: 1, most: 2 ** 31 - 1 }),
    () => digestFault('version.digest', version.digest),
  )
}

function instrumentsFault(instrumentIds: readonly string[]): Refusal | null {
  if (!Array.isArray(instrumentIds) || instrumentIds.length > DEPLOYMENT_INSTRUMENTS_MAX)
    return badInput(
      'instrumentIds',
      `must be a list of at most ${DEPLOYMENT_INSTRUMENTS_MAX} ids of instruments`,
    )
  for (const id of instrumentIds) {
    const fault = textFault('instrumentIds', id, ID_LENGTH_MAX)
    if (fault !== null) return fault
  }
  const repeated = instrumentIds.find((id, place) => instrumentIds.indexOf(id) !== place)
  return repeated === undefined ? null : badInput('instrumentIds', `must name ${repeated} once only`)
}

const PARAMS_RULE =
  `must be a JSON object of at most ${PARAMS_LENGTH_MAX} characters, nested at most ${PARAMS_DEPTH_MAX} deep, ` +
  'with finite numbers and texts that a database can keep (no NUL, no lone surrogates)'

/** The parameters as canonical text; null: they are not what parameters may be. */
function canonicalParams(text: string): string | null {
  if (typeof text !== 'string' || text.length > PARAMS_LENGTH_MAX) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
  return isKeepable(parsed, PARAMS_DEPTH_MAX) ? canonicalJson(parsed) : null
}

// What JSON can say, and jsonb cannot hold.
const UNKEEPABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function isKeepable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !UNKEEPABLE.test(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  return Object.entries(value).every(([key, item]) => isKeepable(key, 0) && isKeepable(item, depth - 1))
}
