/**
 * Finds the place of an instant in a journal. Its time never goes back (SN-05) and its seqs have no holes, so a search by
 * probing the primary key needs no index on time, which every commit would have to pay for.
 */
import type { TenantClient } from './tenant-client.ts'

/** Probes of one round trip: four rounds find a place among a million events, five among thirty million. */
const PROBES = 31n

/** Bounds of seq that hold every event of a span of time. */
export interface SeqSpan {
  gte?: bigint
  lt?: bigint
}

/** Returns the seqs of the events at or after `from` and before `to`; a bound that is past the head bounds nothing yet. */
export async function seqsBetween(
  client: TenantClient,
  organizationId: string,
  span: { readonly from?: Date | null | undefined; readonly to?: Date | null | undefined },
): Promise<SeqSpan> {
  const head = await client.journalEvent.findFirst({
    where: { organizationId },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  if (head === null) return {}
  const first = async (at: Date) => firstSeqAt(client, organizationId, at, head.seq)
  const from = span.from == null ? null : await first(span.from)
  const to = span.to == null ? null : await first(span.to)
  return {
    ...(from === null ? {} : { gte: from }),
    ...(to === null || to > head.seq ? {} : { lt: to }),
  }
}

/** The seq of the first event at or after the instant; one past the head where there is none. */
async function firstSeqAt(
  client: TenantClient,
  organizationId: string,
  at: Date,
  head: bigint,
): Promise<bigint> {
  let [low, high] = [1n, head + 1n]
  while (low < high) {
    const found = await client.journalEvent.findMany({
      where: { organizationId, seq: { in: probesIn(low, high) } },
      orderBy: { seq: 'asc' },
      select: { seq: true, occurredAt: true },
    })
    if (found.length === 0) throw new Error('Invariant: a journal has no holes')
    const reached = found.find(({ occurredAt }) => occurredAt >= at)
    const short = found.findLast(({ occurredAt }) => occurredAt < at)
    if (reached !== undefined) high = reached.seq
    if (short !== undefined) low = short.seq + 1n
  }
  return low
}

/** Seqs spread evenly over the range, its end excluded. */
function probesIn(low: bigint, high: bigint): bigint[] {
  const width = high - low
  if (width <= PROBES) return Array.from({ length: Number(width) }, (_, index) => low + BigInt(index))
  return Array.from(
    { length: Number(PROBES) },
    (_, index) => low + (width * BigInt(index + 1)) / (PROBES + 1n),
  )
}
