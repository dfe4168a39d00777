/** Relay pages over stable keysets: a cursor is the key of its row, so inserts never shift a page. */
import { InvalidInput } from '../problem/problem.ts'
import { PAGE_DEFAULT, PAGE_MAX } from '../pipeline/limits.ts'
import { formatCursor, parseCursor } from './cursor.ts'

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
  /** Whose list it is: its cursors are of no use in another's. Null: everybody's. */
  readonly organizationId: string | null
  /** Reads where a cursor of this list stands; null: it is of another list. */
  readonly parse: (at: string) => Key | null
  /** Where a row stands in the list. */
  readonly placeOf: (row: Row) => string
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
  const { organizationId } = source
  const cursorOf = (row: Row) => {
    const place = source.placeOf(row)
    return organizationId === null ? place : formatCursor(organizationId, place)
  }
  const edges = rows.map((node) => ({ cursor: cursorOf(node), node }))
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
  return pageOf<Row, string>(args, {
    organizationId: null,
    parse: () => null,
    placeOf: () => '',
    load: () => [],
    count: () => 0,
  })
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
  const at = source.organizationId === null ? cursor : placeIn(source.organizationId, name, cursor)
  const key = at === null ? null : source.parse(at)
  if (key === null) throw new InvalidInput(`${name} must be a cursor that this list gave`, [name])
  return key
}

/** Where a cursor stands in an organization's list; null: this API gave none like it. */
function placeIn(organizationId: string, name: string, cursor: string): string | null {
  const place = parseCursor(cursor)
  if (place !== null && place.organizationId !== organizationId)
    throw new InvalidInput(`${name} must be a cursor of this organization: this one is another's`, [name])
  return place?.at ?? null
}
