/** The common case of a page: a list ordered by `seq`, oldest or newest first. */
import { type Page, type PageArguments, type PageWindow, pageOf, parseSeq } from './page.ts'

/** The part of a Prisma query that a window of seqs becomes. */
export interface SeqQuery {
  readonly where: { readonly gt?: bigint; readonly lt?: bigint }
  readonly orderBy: { readonly seq: 'asc' | 'desc' }
  readonly take: number
}

export interface SeqSource<Row> {
  readonly newestFirst: boolean
  readonly load: (query: SeqQuery) => Promise<readonly Row[]>
  readonly count: () => Promise<number>
}

export function seqPageOf<Row extends { readonly seq: bigint }>(
  args: PageArguments,
  source: SeqSource<Row>,
): Promise<Page<Row>> {
  return pageOf<Row, bigint>(args, {
    parse: parseSeq,
    cursorOf: (row) => String(row.seq),
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
