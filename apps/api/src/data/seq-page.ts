/** The common case of a page: a list ordered by `seq`, oldest or newest first. */
import { type Page, type PageArguments, type PageWindow, pageOf } from './page.ts'

/** The part of a Prisma query that a window of seqs becomes. */
export interface SeqQuery {
  readonly where: { readonly gt?: bigint; readonly lt?: bigint }
  readonly orderBy: { readonly seq: 'asc' | 'desc' }
  readonly take: number
}

export interface SeqSource<Row> {
  readonly organizationId: string
  readonly newestFirst: boolean
  readonly load: (query: SeqQuery) => Promise<readonly Row[]>
  readonly count: () => Promise<number>
}

/** A condition that names the organization whose rows it picks. */
export type OfOrganization<Where> = Where & { readonly organizationId: string }

export function seqPageOf<Row extends { readonly seq: bigint }>(
  args: PageArguments,
  source: SeqSource<Row>,
): Promise<Page<Row>> {
  return pageOf<Row, bigint>(args, {
    organizationId: source.organizationId,
    parse: (at) => (/^(0|[1-9]\d*)$/.test(at) ? BigInt(at) : null),
    placeOf: (row) => String(row.seq),
    load: (window) => source.load(seqQuery(window, source.newestFirst)),
    count: source.count,
  })
}

/** Turns "after" and "before" in the list's order into bounds of seq. */
export function seqQuery(window: PageWindow<bigint>, newestFirst: boolean): SeqQuery {
  const above = newestFirst ? window.before : window.after
  const below = newestFirst ? window.after : window.before
  return {
    where: { ...(above === null ? {} : { gt: above }), ...(below === null ? {} : { lt: below }) },
    orderBy: { seq: newestFirst === window.fromEnd ? 'asc' : 'desc' },
    take: window.take,
  }
}
