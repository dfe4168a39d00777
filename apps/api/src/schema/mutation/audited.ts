/** Changes outside the engine, written into the one audit trail: the log first, so that nothing is changed that it would not know. */
import type { Context } from '../context.ts'
import { commit } from './field.ts'

export interface AuditedChange {
  readonly organizationId: string
  /** What kind of change, such as `dataset.delete`. */
  readonly action: string
  /** One sentence. */
  readonly summary: string
  readonly before?: object | null
  readonly after?: object | null
}

/** Records the change and makes it; where it is then refused, that is recorded as well. */
export async function audited<Result>(
  context: Context,
  change: AuditedChange,
  make: () => Promise<Result>,
): Promise<Result> {
  await record(context, change)
  try {
    return await make()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const summary = `Refused: ${change.summary} (${reason.slice(0, REASON_LENGTH_MAX)})`
    await record(context, { ...change, summary, before: change.after ?? null, after: change.before ?? null })
    throw error
  }
}

const REASON_LENGTH_MAX = 200

async function record(
  context: Context,
  { organizationId, action, summary, before = null, after = null }: AuditedChange,
): Promise<void> {
  const text = (value: object | null) => (value === null ? null : JSON.stringify(value))
  await commit(context, organizationId, {
    type: 'RecordAudit',
    action,
    summary,
    before: text(before),
    after: text(after),
  })
}
