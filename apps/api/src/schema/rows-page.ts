/** A page of rows that are all at hand: a cursor is a row's place. */
import { type Page, type PageArguments, pageOf } from '../data/page.ts'

export function rowsPage<Row extends object>(
  organizationId: string,
  rows: readonly Row[],
  args: PageArguments,
): Promise<Page<Row>> {
  const places = new Map(rows.map((row, place) => [row, place]))
  return pageOf<Row, number>(args, {
    organizationId,
    parse: (at) => (/^\d{1,9}$/.test(at) ? Number(at) : null),
    placeOf: (row) => String(places.get(row) ?? 0),
    load: ({ after, before, take, fromEnd }) => {
      const window = rows.slice(after === null ? 0 : after + 1, before ?? rows.length)
      return fromEnd ? window.slice(-take).reverse() : window.slice(0, take)
    },
    count: () => rows.length,
  })
}
