/** `quarterdeck strategy logs`: what a deployment logged, oldest first, and with `--follow` what it goes on to log. */

import { deploymentLog, type DeploymentLogFieldsFragment } from '@quarterdeck/client'
import { connect, type Connection, type ConnectionOptions } from '../../../connection/connect.ts'
import { WrongUsage } from '../../../exit.ts'
import { namedDeployment } from './find.ts'

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
type Level = (typeof LEVELS)[number]

export interface LogsOptions extends ConnectionOptions {
  readonly follow: boolean
  /** The lowest level that is shown. */
  readonly level: string
  readonly since?: string
  readonly limit: number
  readonly json: boolean
}

type Line = DeploymentLogFieldsFragment

export async function logs(name: string, options: LogsOptions): Promise<void> {
  const since = sinceOf(options.since)
  const levels = levelsFrom(options.level)
  const connection = await connect(options)
  const { id } = await namedDeployment(connection, name)
  const kept = await newestLines(connection, id, { levels, since, limit: options.limit })
  for (const line of kept) print(line, options)
  if (options.follow) await follow(connection, id, { after: kept.at(-1)?.cursor, levels, options })
}

interface LogPage {
  readonly lines: readonly Line[]
  /** Where the next page begins; null: there is none. */
  readonly next: string | null
}

/** Newest first as the server has them, until there are enough or they are too old; then in the order in which they were logged. */
async function newestLines(
  { client }: Connection,
  id: string,
  of: { readonly levels: readonly Level[]; readonly since: number; readonly limit: number },
): Promise<readonly Line[]> {
  const { levels, since, limit } = of
  const pageAfter = async (after: string | null, first: number): Promise<LogPage> => {
    const { node } = await client.request(deploymentLog, { id, first, after, levels: [...levels] })
    if (node?.__typename !== 'Deployment') return { lines: [], next: null }
    const { edges, pageInfo } = node.logs
    return {
      lines: edges.map((edge) => edge.node),
      next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
    }
  }
  const lines: Line[] = []
  for (let after: string | null = null; lines.length < limit;) {
    const page = await pageAfter(after, Math.min(100, limit - lines.length))
    const young = page.lines.filter(({ at }) => Date.parse(at) >= since)
    lines.push(...young)
    if (young.length < page.lines.length || page.next === null) break
    after = page.next
  }
  return lines.reverse()
}

async function follow(
  { client }: Connection,
  deploymentId: string,
  of: {
    readonly after: string | undefined
    readonly levels: readonly Level[]
    readonly options: LogsOptions
  },
): Promise<void> {
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGINT', end).once('SIGTERM', end)
  const { after, levels, options } = of
  const scope = { deploymentId, signal: stop.signal, ...(after !== undefined && { after }) }
  for await (const line of client.deploymentLogs(scope)) if (levels.includes(line.level)) print(line, options)
}

function print({ cursor: _, ...line }: Line, { json }: LogsOptions): void {
  const { at, level, message, run } = line
  process.stdout.write(
    json ? `${JSON.stringify(line)}\n` : `${at}  run ${run}  ${level.toLowerCase().padEnd(5)}  ${message}\n`,
  )
}

function levelsFrom(lowest: string): readonly Level[] {
  const from = LEVELS.indexOf(lowest.toUpperCase() as Level)
  if (from < 0)
    throw new WrongUsage(`--level must be one of ${LEVELS.join(', ').toLowerCase()} (was "${lowest}")`)
  return LEVELS.slice(from)
}

const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3_600e3, d: 86_400e3 }

/** An instant, or how long ago, in milliseconds since 1970; the beginning of time where nothing is said. */
function sinceOf(text: string | undefined): number {
  if (text === undefined) return Number.NEGATIVE_INFINITY
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  const at = count === undefined ? Date.parse(text) : Date.now() - Number(count) * UNITS[unit!]!
  if (Number.isNaN(at))
    throw new WrongUsage(
      `--since must be an instant such as 2026-01-31T14:30:00Z, or how long ago, such as 90s, 15m, 2h or 1d (was "${text}")`,
    )
  return at
}
