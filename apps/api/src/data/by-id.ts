/** Rows by id, many at once, each once an operation. */
import DataLoader from 'dataloader'

/** Null: there is none for this caller. */
export function byId<Row extends { readonly id: string }>(load: (ids: string[]) => Promise<readonly Row[]>) {
  return new DataLoader<string, Row | null>(async (ids) => {
    const found = new Map((await load([...ids])).map((row) => [row.id, row]))
    return ids.map((id) => found.get(id) ?? null)
  })
}
