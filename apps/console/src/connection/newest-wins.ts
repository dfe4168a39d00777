/**
 * Keeps an old answer from covering newer news.
 *
 * Answers come over HTTP, news over the WebSocket, and the two overtake each other: the answer to "submit" may say
 * PENDING_NEW after the stream has said NEW. Every result passes here before the cache; an entity in it that is older
 * than what was seen of it takes the newer fields.
 */

type Fields = Readonly<Record<string, unknown>>

interface Seen {
  readonly age: readonly (string | number)[]
  readonly fields: Fields
}

export type Memory = Map<string, Seen>

const phases = ['ENGAGED', 'CANCELLING', 'CONFIRMED', 'RELEASED']

/** Returns an instant as text that sorts by time, however many digits its fraction has. */
function sortable(instant: string): string {
  const bare = instant.replace(/Z$/, '')
  return (bare.includes('.') ? bare : `${bare}.`).padEnd(30, '0')
}

/** Returns how new a state is, in values to compare one by one, or null for what does not go through states. */
function ageOf(entity: Fields): Seen['age'] | null {
  const { __typename: type, updatedAt, status, open, version, phase, revision, observed } = entity
  if (type === 'Order' && typeof updatedAt === 'string') {
    // Two events may carry one instant; then an order that has ended is newer, and one still pending older.
    return [sortable(updatedAt), open === false ? 2 : status === 'PENDING_NEW' ? 0 : 1]
  }
  if (type === 'StrategyVersion' && typeof updatedAt === 'string') return [sortable(updatedAt)]
  if (type === 'Deployment' && typeof revision === 'number') return deploymentAge(revision, observed)
  if (type === 'RiskPolicy' && typeof version === 'number') return [version]
  if (type === 'KillSwitch' && typeof phase === 'string') return [phases.indexOf(phase)]
  return null
}

/** A revision is what somebody wants; within one, what is seen of it is an activity since a time, and its inputs. */
function deploymentAge(revision: number, observed: unknown): Seen['age'] | null {
  if (typeof observed !== 'object' || observed === null) return null
  const { since, inputs } = observed as Fields
  if (typeof since !== 'string' || typeof inputs !== 'number') return null
  return [revision, sortable(since), inputs]
}

function isOlder(age: Seen['age'], than: Seen['age']): boolean {
  for (const [index, value] of age.entries()) {
    const other = than[index]
    if (other === undefined || value === other) continue
    return value < other
  }
  return false
}

/** Returns the data with each outdated entity brought up to what the memory holds; remembers what is new in it. */
export function keepNewest<Data>(data: Data, memory: Memory): Data {
  return refresh(data, memory) as Data
}

function refresh(value: unknown, memory: Memory): unknown {
  if (Array.isArray(value)) return value.map((each) => refresh(each, memory))
  if (typeof value !== 'object' || value === null) return value
  const fields: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) fields[name] = refresh(inner, memory)
  return newestOf(fields, memory)
}

function newestOf(fields: Fields, memory: Memory): Fields {
  const age = ageOf(fields)
  if (!age || typeof fields['id'] !== 'string') return fields
  const key = `${String(fields['__typename'])}:${fields['id']}`
  const seen = memory.get(key)
  if (!seen || !isOlder(age, seen.age)) {
    memory.set(key, { age, fields: { ...seen?.fields, ...fields } })
    return fields
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, seen.fields[name] ?? value]))
}
