/** Rows that another machine may write are followed by looking at them, again and again, a few times a second. */

const LOOKED_EVERY_MS = 400

/** Looks until the reader is gone, or a look says that there is nothing more to see. */
export async function lookOn(signal: AbortSignal, look: () => Promise<'MORE' | 'DONE'>): Promise<void> {
  while (!signal.aborted) {
    if ((await look()) === 'DONE') return
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, LOOKED_EVERY_MS)
      signal.addEventListener('abort', done)
    })
  }
}

interface Moving {
  readonly id: string
  readonly status: string
  readonly updatedAt: Date
}

/** How far back a look starts: who asked for a piece of work and follows it then misses nothing of it. */
const LOOKED_BACK_MS = 5_000

/** Looks for rows that moved just now or move from now on, and shows each state of each row once. */
export function lookForMoves<Row extends Moving>(
  signal: AbortSignal,
  changedSince: (at: Date) => Promise<readonly Row[]>,
  show: (row: Row) => void,
): Promise<void> {
  let since = new Date(Date.now() - LOOKED_BACK_MS)
  const seen = new Map<string, string>()
  return lookOn(signal, async () => {
    for (const row of await changedSince(since)) {
      since = row.updatedAt
      const state = `${row.updatedAt.getTime()} ${row.status}`
      if (seen.get(row.id) === state) continue
      seen.set(row.id, state)
      show(row)
    }
    return 'MORE'
  })
}
