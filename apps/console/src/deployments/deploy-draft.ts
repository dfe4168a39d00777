/** Keeps what was filled in on the way to a deployment while the page is open, so that leaving and coming back loses nothing. */
import { newIdempotencyKey } from '../orders/idempotency.ts'
import { type DeployForm, emptyDeploy } from './deploy-form.ts'

export interface Draft {
  readonly form: DeployForm
  /** The same for every attempt at the same terms, so that a repeated one deploys nothing twice. */
  readonly idempotencyKey: string
}

const drafts = new Map<string, Draft>()

export interface DraftStart {
  /** The version that was asked for; null: whichever. */
  readonly asked: string | null
  /** What a new draft starts with. */
  readonly versionId: string
  readonly name: string
  readonly accountId: string
}

/** Returns the draft of a strategy as it was left, on the version that was asked for. */
export function draftOf(strategyId: string, { asked, versionId, name, accountId }: DraftStart): Draft {
  const kept = drafts.get(strategyId)
  if (kept) return asked === null ? kept : changedDraft(kept, { versionId: asked })
  return changedDraft(
    { form: emptyDeploy, idempotencyKey: '' },
    { versionId: asked ?? versionId, name, accountId },
  )
}

/** Returns the draft with a change: other terms are another deployment. */
export function changedDraft({ form }: Draft, change: Partial<DeployForm>): Draft {
  return { form: { ...form, ...change }, idempotencyKey: newIdempotencyKey() }
}

export function keepDraft(strategyId: string, draft: Draft): void {
  drafts.set(strategyId, draft)
}

/** Forgets a draft: it was deployed. */
export function forgetDraft(strategyId: string): void {
  drafts.delete(strategyId)
}
