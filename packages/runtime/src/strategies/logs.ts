/** What deployments log: searched page by page, and followed as it comes. */
import type { Queryable } from '../database/database.ts'
import type { ChangeSignal } from './change-signal.ts'
import { searchLog } from './log-search.ts'
import type { Strategies } from './strategies.ts'

/** Lines that a tail hands on at once. */
const TAIL_LINES = 500
const LOG_LINES_MAX = 1_000

export function logsOf(database: Queryable, changes: ChangeSignal): Pick<Strategies, 'logs' | 'tail'> {
  return {
    logs: (organizationId, deploymentId, search) =>
      searchLog(database, organizationId, deploymentId, {
        ...search,
        limit: Math.min(search.limit, LOG_LINES_MAX),
      }),
    async *tail(organizationId, deploymentId, afterId, signal) {
      const search = { beforeId: null, levels: [], text: '', limit: TAIL_LINES }
      let after = afterId
      while (!signal.aborted) {
        // Asked for before reading: what comes in between is not missed.
        const changed = changes.next(organizationId, signal)
        const lines = await searchLog(database, organizationId, deploymentId, { ...search, afterId: after })
        if (lines.length > 0) {
          yield lines
          after = lines.at(-1)!.id
        }
        if (lines.length < TAIL_LINES) await changed
      }
    },
  }
}
