/** Columns that were read lately, up to a number of bytes: a range that is read again costs a look-up. */
import type { ColumnTable } from '../columns/column-table.ts'
import { rowBytes } from '../columns/column-table.ts'

export interface ColumnMemory {
  get(name: string): ColumnTable | undefined
  put(name: string, table: ColumnTable): void
}

/** Keeps at most `bytesMax`, forgetting what was unused longest; a table larger than that is not kept. */
export function createColumnMemory(bytesMax: number): ColumnMemory {
  const kept = new Map<string, ColumnTable>()
  let bytes = 0
  const size = (table: ColumnTable): number => table.length * rowBytes(table.fields)
  return {
    get(name) {
      const table = kept.get(name)
      if (table !== undefined) {
        kept.delete(name)
        kept.set(name, table)
      }
      return table
    },
    put(name, table) {
      if (size(table) > bytesMax || kept.has(name)) return
      kept.set(name, table)
      bytes += size(table)
      for (const [oldest, old] of kept) {
        if (bytes <= bytesMax) break
        kept.delete(oldest)
        bytes -= size(old)
      }
    },
  }
}
