/**
 * An event as the journal keeps it: one JSON text, stored, hashed and read back byte for byte.
 *
 * The text starts with the version of the payload's shape. Stored events are never rewritten: a shape that changed is
 * brought up to date here, on reading, one version at a time.
 */
import type { CheckRecord, EngineEvent } from '@quarterdeck/engine'
import { type StoredDecision, readChecks, storedDecision } from './check-rows.ts'

/** Version of the shape that is written today. */
export const PAYLOAD_VERSION = 2

type Upcast = (payload: Record<string, unknown>) => Record<string, unknown>

/** What turns a payload of the key's version into one of the next; a version that is missing here cannot be read. */
const UPCASTS: Readonly<Record<number, Upcast>> = { 1: withoutReserved }

/**
 * An order of the first version stated what it set aside by itself, and each fill what was left of it. What it needs if all of
 * it opens stands in its place: how much of that is set aside follows from its position and the orders beside it.
 */
function withoutReserved({ reserved, ...payload }: Record<string, unknown>): Record<string, unknown> {
  return payload.type === 'OrderAccepted' ? { requirement: reserved, ...payload } : payload
}

const PREFIX = `{"v":${PAYLOAD_VERSION},`

/** The text of an event. */
export function encodeEvent(event: EngineEvent): string {
  const stored = 'decision' in event ? { ...event, decision: storedDecision(event.decision) } : event
  // Spliced instead of spread into a copy: this runs once for every event, in the commit's way.
  return PREFIX + JSON.stringify(stored).slice(1)
}

/** Reads a stored payload of any known version. Throws `UnreadablePayload`. */
export function decodeEvent(text: string, upcasts = UPCASTS, current = PAYLOAD_VERSION): EngineEvent {
  const { v, ...stored } = parseObject(text)
  if (typeof v !== 'number' || !Number.isInteger(v)) throw new UnreadablePayload('it states no version')
  if (v > current) throw new UnreadablePayload(`its version is ${v}, the newest known is ${current}`)
  let payload: Record<string, unknown> = stored
  for (let version = v; version < current; version++) {
    const upcast = upcasts[version]
    if (upcast === undefined)
      throw new UnreadablePayload(`version ${version} has no way to version ${version + 1}`)
    payload = upcast(payload)
  }
  // Trusted from here: the chain proves that these are the bytes that `encodeEvent` wrote.
  return payload as unknown as EngineEvent
}

function parseObject(text: string): Record<string, unknown> {
  const sparing = parseWithoutChecks(text)
  if (sparing !== null) return sparing
  const parsed = parseJson(text)
  if (isObject(parsed) && isObject(parsed.decision) && Array.isArray(parsed.decision.checks)) {
    const { policies, checks, ...decision } = parsed.decision as unknown as StoredDecision
    parsed.decision = { ...decision, checks: readChecks(checks, policies) }
  }
  if (isObject(parsed)) return parsed
  throw new UnreadablePayload('it is not a JSON object')
}

const CHECKS = '"checks":['

/**
 * Parses a decision's checks only when somebody reads them. They are nine tenths of a journal, and a replay of a million
 * events reads none. Null: the text is not laid out as expected and has to be parsed whole.
 */
function parseWithoutChecks(text: string): Record<string, unknown> | null {
  const start = text.indexOf(CHECKS)
  if (start < 0) return null
  const open = start + CHECKS.length - 1
  const close = text.lastIndexOf(']}')
  if (close < open) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(`${text.slice(0, open)}[]${text.slice(close + 1)}`)
  } catch {
    // Cut at the wrong place: a later field holds what looks like the end of the checks.
    return null
  }
  if (!isObject(parsed) || !isObject(parsed.decision) || !Array.isArray(parsed.decision.checks)) return null
  const { checks: _, policies, ...decision } = parsed.decision
  const checksText = text.slice(open, close + 1)
  parsed.decision = {
    ...decision,
    get checks(): readonly CheckRecord[] {
      return readChecks(
        parseJson(checksText) as StoredDecision['checks'],
        policies as StoredDecision['policies'],
      )
    },
  }
  return parsed
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadablePayload(`it is not JSON (${(error as Error).message})`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A stored payload that this version of the code cannot read. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload'
  constructor(reason: string) {
    super(`A journal payload cannot be read: ${reason}`)
  }
}
