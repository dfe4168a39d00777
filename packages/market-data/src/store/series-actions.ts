/**
 * The splits and dividends of a series, kept in its manifest: replaced in one rename with everything else, known by their hash.
 * What a change of them does to history is told like a change of rows, with the readers whose range it lies in.
 */
import { createHash } from 'node:crypto'
import { formatActions } from '../adjustment/action-list.ts'
import { actionsInOrder, checkCorporateAction, type CorporateAction } from '../adjustment/corporate-action.ts'
import { MarketDataError } from '../market-data-error.ts'
import { seriesName, type SeriesKey } from '../series/series-key.ts'
import type { WriteMode } from './history-diff.ts'
import { publishManifest, type SeriesManifest } from './manifest.ts'
import { readPins, watchPins } from './pins.ts'

/** One action's change: `before` is null for one that was added, `after` for one that was removed. */
export interface ActionChange {
  readonly before: CorporateAction | null
  readonly after: CorporateAction | null
}

export interface ActionsReport {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly unchanged: number
  /** Every change, in order of time. */
  readonly changes: readonly ActionChange[]
  /** Readers, such as backtests, in whose range an action changed. */
  readonly readersTouched: readonly string[]
  /** All that are kept now, in order of time. */
  readonly actions: readonly CorporateAction[]
  readonly sha256: string | null
}

export interface WriteActionsOptions {
  /** As for rows: APPEND refuses to change what is kept, CORRECT lets the new ones win, REPLACE makes them the whole list. */
  readonly mode: WriteMode
  /** Where they come from, in words. */
  readonly source: string
}

/** Hash of a list of actions; null for none. */
export function actionsHash(actions: readonly CorporateAction[]): string | null {
  return actions.length === 0 ? null : createHash('sha256').update(formatActions(actions)).digest('hex')
}

/** Hash of those with an ex-date within a span, its end not included. */
export function actionsHashWithin(
  actions: readonly CorporateAction[],
  { from, to }: { readonly from: number; readonly to: number },
): string | null {
  return actionsHash(actions.filter(({ exTime }) => exTime >= from && exTime < to))
}

/** Writes actions beside the rows of a series. The caller holds the write lock. */
export function writeSeriesActions(
  context: { readonly directory: string; readonly path: string; readonly nowMicros: number },
  manifest: SeriesManifest,
  given: { readonly actions: readonly CorporateAction[]; readonly options: WriteActionsOptions },
): ActionsReport {
  const { mode, source } = given.options
  const before = manifest.actions?.list ?? []
  const kept = byIdentity(before, manifest.key)
  const fresh = byIdentity(given.actions, manifest.key)
  const next = mode === 'REPLACE' ? fresh : new Map([...kept, ...fresh])
  const changes = changesBetween(kept, next)
  const changed = changes.filter(({ before: old, after }) => old !== null && after !== null)
  if (mode === 'APPEND' && changed.length > 0) refuse(manifest.key, changed)
  const watch = watchPins(readPins(context.directory), manifest.key)
  for (const change of changes) watch.touched((change.after ?? change.before)!.exTime)
  const actions = actionsInOrder([...next.values()])
  const sha256 = actionsHash(actions)
  if (changes.length > 0) {
    const stored = { list: actions, source, at: context.nowMicros }
    const { actions: _, ...rest } = manifest
    // What was said of jumps in these rows was said with other splits in mind.
    publishManifest(context.path, {
      ...rest,
      verdict: null,
      ...(actions.length === 0 ? {} : { actions: stored }),
    })
  }
  return {
    added: changes.filter((change) => change.before === null).length,
    removed: changes.filter((change) => change.after === null).length,
    changed: changed.length,
    unchanged: next.size - changes.filter(({ after }) => after !== null).length,
    changes,
    readersTouched: watch.readers(),
    actions,
    sha256,
  }
}

function identityOf({ kind, exTime }: CorporateAction): string {
  return `${exTime} ${kind}`
}

/** One split and one dividend at an instant: two of a kind would not be told apart from one that was imported twice. */
function byIdentity(
  actions: readonly CorporateAction[],
  key: SeriesKey,
): ReadonlyMap<string, CorporateAction> {
  const found = new Map<string, CorporateAction>()
  for (const action of actions) {
    checkCorporateAction(action)
    const identity = identityOf(action)
    const twin = found.get(identity)
    if (twin !== undefined && formatActions([twin]) !== formatActions([action]))
      throw new MarketDataError(
        'BAD_ROW',
        `${seriesName(key)}: two different ${action.kind} actions of ${dayOf(action)}; add them up first`,
      )
    found.set(identity, action)
  }
  return found
}

function changesBetween(
  before: ReadonlyMap<string, CorporateAction>,
  after: ReadonlyMap<string, CorporateAction>,
): readonly ActionChange[] {
  const times = (change: ActionChange): number => (change.after ?? change.before)!.exTime
  const changes: ActionChange[] = []
  for (const [identity, action] of before) {
    const now = after.get(identity) ?? null
    if (now !== null && formatActions([now]) === formatActions([action])) continue
    changes.push({ before: action, after: now })
  }
  for (const [identity, action] of after)
    if (!before.has(identity)) changes.push({ before: null, after: action })
  return changes.sort((one, other) => times(one) - times(other))
}

function refuse(key: SeriesKey, changed: readonly ActionChange[]): never {
  const [{ before, after }] = changed as [ActionChange]
  throw new MarketDataError(
    'BAD_ROW',
    `${seriesName(key)}: ${changed.length} actions differ from those that are kept, the first of ${dayOf(after!)} ` +
      `(${JSON.stringify(before)} would become ${JSON.stringify(after)}); write with mode CORRECT to let the new ones win`,
  )
}

function dayOf({ exTime }: CorporateAction): string {
  return new Date(exTime / 1000).toISOString().slice(0, 10)
}
