/**
 * Proves that a journal is the one that was written: every hash follows from its predecessor and payload, no seq is missing,
 * the columns beside a payload agree with it, and the chain ends at the head that the partition recorded.
 */
import type { Database, Queryable } from '../database/database.ts'
import { genesisHash, linkHash, storedHash } from './chain.ts'
import { decodeEvent } from './payload.ts'
import { type StoredEvent, readPages } from './stored.ts'
import { subjectOf } from './subject.ts'

export interface JournalHead {
  readonly seq: number
  /** SHA-256 in hexadecimal. */
  readonly hash: string
}

export interface JournalFault {
  /** The first seq that is wrong. */
  readonly seq: number
  readonly message: string
}

export interface Verification {
  readonly organizationId: string
  readonly events: number
  readonly head: JournalHead
  /** Null: intact. Verification stops at the first fault, since nothing after it can be trusted. */
  readonly fault: JournalFault | null
}

export interface VerifyOptions {
  /** A head noted down earlier, outside the database: proves that even a rewritten tail would be seen. */
  readonly expected?: JournalHead
  /** Called after each page with the seq reached and the head's. */
  readonly onProgress?: (seq: number, headSeq: number) => void
}

interface PartitionHead {
  readonly baseCurrency: string
  readonly seq: number
  readonly hash: Uint8Array
}

/** Verifies one organization's journal from its first event. Throws where there is no such partition. */
export async function verifyJournal(
  database: Queryable | Database,
  organizationId: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  if (!('transaction' in database)) return verifyAtOnce(database, organizationId, options)
  // Head and events as of one instant: a server may append while they are read.
  return database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    return verifyAtOnce(tx, organizationId, options)
  })
}

async function verifyAtOnce(
  database: Queryable,
  organizationId: string,
  options: VerifyOptions,
): Promise<Verification> {
  const [partition] = await database.query<PartitionHead>(
    'SELECT base_currency AS "baseCurrency", head_seq AS seq, head_hash AS hash FROM partition WHERE organization_id = $1',
    [organizationId],
  )
  if (partition === undefined) throw new Error(`There is no journal of organization "${organizationId}"`)
  const reached = { seq: 0, hash: genesisHash(organizationId, partition.baseCurrency) }
  const result = (fault: JournalFault | null): Verification => ({
    organizationId,
    events: reached.seq,
    head: { ...reached },
    fault,
  })
  let anchored = options.expected === undefined || matches(reached, options.expected)
  // Past the recorded head too: events beyond it were not written by a partition.
  const everything = { afterSeq: Number.MIN_SAFE_INTEGER, throughSeq: Number.MAX_SAFE_INTEGER }
  for await (const page of readPages(database, organizationId, everything)) {
    for (const row of page) {
      const hash = linkHash(reached.hash, row.payload)
      const message = faultOf(row, reached.seq + 1, hash)
      if (message !== null) return result({ seq: Math.min(row.seq, reached.seq + 1), message })
      reached.seq = row.seq
      reached.hash = hash
      anchored ||= options.expected !== undefined && matches(reached, options.expected)
    }
    options.onProgress?.(reached.seq, partition.seq)
  }
  if (partition.seq !== reached.seq || reached.hash !== storedHash(partition.hash)) {
    const message = `the partition's head is seq ${partition.seq}, the journal ends at seq ${reached.seq}, or their hashes differ`
    return result({ seq: Math.min(partition.seq, reached.seq) + 1, message })
  }
  if (!anchored && options.expected !== undefined) {
    const message = `the journal does not contain the expected head, seq ${options.expected.seq} with hash ${options.expected.hash}`
    return result({ seq: options.expected.seq, message })
  }
  return result(null)
}

function matches(reached: JournalHead, expected: JournalHead): boolean {
  return reached.seq === expected.seq && reached.hash === expected.hash
}

function faultOf(row: StoredEvent, expectedSeq: number, hash: string): string | null {
  if (row.seq !== expectedSeq) return `seq ${expectedSeq} is missing: the next event is seq ${row.seq}`
  if (hash !== storedHash(row.hash)) return 'its hash does not follow from its predecessor and its payload'
  try {
    return columnFault(row)
  } catch (error) {
    return (error as Error).message
  }
}

/** The chain covers the payload only; the columns are copies for indexes and must say the same. */
function columnFault(row: StoredEvent): string | null {
  const event = decodeEvent(row.payload)
  if (event.seq !== row.seq) return `its payload says seq ${event.seq}`
  if (event.type !== row.type) return `its column type says ${row.type}, its payload ${event.type}`
  if (event.commandId !== row.commandId) return 'its column command_id differs from its payload'
  if (subjectOf(event) !== row.subjectId) return 'its column subject_id differs from its payload'
  if (Math.floor(event.at / 1000) !== row.occurredAt.getTime())
    return 'its column occurred_at differs from its payload'
  if (!row.payload.startsWith(`{"v":${row.version},`)) return 'its column version differs from its payload'
  return null
}
