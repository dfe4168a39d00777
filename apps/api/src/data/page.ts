/** Relay pages over stable keysets: a cursor is the key of its row, so inserts never shift a page. */
import { InvalidInput } from '../problem/problem.ts'
import { PAGE_DEFAULT, PAGE_MAX } from '../pipeline/limits.ts'

export interface PageArguments {
  readonly first?: number | null | undefined
  readonly last?: number | null | undefined
  readonly after?: string | null | undefined
  readonly before?: string | null | undefined
}

/** What a list has to load: rows strictly between the two keys, `take` of them, from the end if `fromEnd`. */
export interface PageWindow<Key> {
  readonly after: Key | null
  readonly before: Key | null
  readonly take: number
  readonly fromEnd: boolean
}

export interface Page<Row> {
  readonly edges: { readonly cursor: string; readonly node: Row }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  /** Counts the whole list; only asked when selected. */
  readonly count: () => Promise<number> | number
}

export interface PageSource<Row, Key> {
  /** Reads a cursor that this list gave; null: it did not. */
  readonly parse: (cursor: string) => Key | null
  readonly cursorOf: (row: Row) => string
  /** Rows in the list's order; reversed where `fromEnd`. */
  readonly load: (window: PageWindow<Key>) => Promise<readonly Row[]> | readonly Row[]
  readonly count: () => Promise<number> | number
}

/** Loads one page. Throws InvalidInput for sizes out of range and cursors of another list. */
export async function pageOf<Row, Key>(
  args: PageArguments,
  source: PageSource<Row, Key>,
): Promise<Page<Row>> {
  const size = sizeOf(args)
  const fromEnd = args.last != null
  const after = keyOf('after', args.after, source)
  const before = keyOf('before', args.before, source)
  // One row more than asked tells whether there is a further page.
  const loaded = await source.load({ after, before, take: size + 1, fromEnd })
  const rows = loaded.slice(0, size)
  if (fromEnd) rows.reverse()
  const edges = rows.map((node) => ({ cursor: source.cursorOf(node), node }))
  const more = loaded.length > size
  return {
    edges,
    pageInfo: {
      hasNextPage: fromEnd ? before !== null : more,
      hasPreviousPage: fromEnd ? more : after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: source.count,
  }
}

/** A page with nothing in it, of a list that has nothing. */
export function emptyPage<Row>(args: PageArguments): Promise<Page<Row>> {
  return pageOf<Row, string>(args, { parse: () => null, cursorOf: () => '', load: () => [], count: () => 0 })
}

/** Reads a cursor that is a seq. */
export function parseSeq(cursor: string): bigint | null {
  return /^(0|[1-9]\d{0,17})$/.test(cursor) ? BigInt(cursor) : null
}

function sizeOf(args: PageArguments): number {
  if (args.first != null && args.last != null) {
    throw new InvalidInput('first and last must not be used together', ['last'])
  }
  const name = args.last == null ? 'first' : 'last'
  const size = args.last ?? args.first ?? PAGE_DEFAULT
  if (size < 1 || size > PAGE_MAX) throw new InvalidInput(`${name} must be from 1 to ${PAGE_MAX}`, [name])
  return size
}

function keyOf<Row, Key>(
  name: string,
  cursor: string | null | undefined,
  source: PageSource<Row, Key>,
): Key | null {
  if (cursor == null) return null
  const key = source.parse(cursor)
  if (key === null) throw new InvalidInput(`${name} must be a cursor that this list gave`, [name])
  return key
}
