/**
 * An event as the journal keeps it: one JSON text, stored, hashed and read back byte for byte.
 *
 * The text starts with the version of the payload's shape. Stored events are never rewritten: a shape that changed is
 * brought up to date here, on reading, one version at a time.
 */
import type { EngineEvent } from '@quarterdeck/engine'

/** Version of the shape that is written today. */
export const PAYLOAD_VERSION = 1

type Upcast = (payload: Record<string, unknown>) => Record<string, unknown>

/** What turns a payload of the key's version into one of the next; a version that is missing here cannot be read. */
const UPCASTS: Readonly<Record<number, Upcast>> = {}

const PREFIX = `{"v":${PAYLOAD_VERSION},`

export function encodeEvent(event: EngineEvent): string {
  // Spliced instead of spread into a copy: this runs once for every event, in the commit's way.
  return PREFIX + JSON.stringify(event).slice(1)
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
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>
  } catch (error) {
    throw new UnreadablePayload(`it is not JSON (${(error as Error).message})`)
  }
  throw new UnreadablePayload('it is not a JSON object')
}

/** A stored payload that this version of the code cannot read. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload'
  constructor(reason: string) {
    super(`A journal payload cannot be read: ${reason}`)
  }
}
