/** What befalls incidents as entries of the organization's audit log, which is in its journal. */
import type { Actor } from '@quarterdeck/engine'
import type { PartitionHost } from '../../partition/host.ts'

export interface JournaledChange {
  /** What kind of change, such as `incident.close`. */
  readonly action: string
  /** One sentence; cut where it is long. */
  readonly summary: string
  readonly before: unknown
  readonly after: unknown
}

const SUMMARY_LENGTH_MAX = 400

/** Throws where the book does not take it. */
export async function journalChange(
  host: Pick<PartitionHost, 'submit'>,
  actor: Actor,
  { action, summary, before, after }: JournaledChange,
): Promise<void> {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const { outcome } = await host.submit(actor, {
    type: 'RecordAudit',
    action,
    summary: oneLine(summary.slice(0, SUMMARY_LENGTH_MAX)),
    before: text(before),
    after: text(after),
  })
  if (outcome.kind === 'REFUSED') throw new Error(`${outcome.field ?? action}: ${outcome.message}`)
}

/** As the book takes texts: without line breaks, control characters and halves of characters. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
}
