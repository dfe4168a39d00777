import { describe, expect, it } from 'vitest'
import { readPages, type ReadPage } from './pages.ts'

const pages: Readonly<Record<string, ReadPage<number>>> = {
  '': { rows: [1, 2], next: 'b' },
  b: { rows: [3, 4], next: 'd' },
  d: { rows: [5], next: null },
}

async function readUpTo(rowsMax: number, wanted = 99) {
  const seen: string[] = []
  await readPages<number>({
    read: async (after) => pages[after ?? ''] ?? null,
    rowsMax,
    onRows: (rows, whole) => {
      seen.push(`${rows.join(',')}${whole ? ' all' : ''}`)
      return seen.length < wanted
    },
  })
  return seen
}

describe('reading page by page', () => {
  it('hands on what is there after each page until all is read', async () => {
    expect(await readUpTo(100)).toEqual(['1,2', '1,2,3,4', '1,2,3,4,5 all'])
  })

  it('stops at its bound, and when nobody wants more', async () => {
    expect(await readUpTo(3)).toEqual(['1,2', '1,2,3,4'])
    expect(await readUpTo(100, 1)).toEqual(['1,2'])
  })

  it('ends where a page fails', async () => {
    const seen: number[] = []
    await readPages<number>({
      read: async (after) => (after === null ? { rows: [1], next: 'lost' } : null),
      rowsMax: 9,
      onRows: (rows) => seen.push(rows.length) > 0,
    })
    expect(seen).toEqual([1])
  })
})
