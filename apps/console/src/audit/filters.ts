/** The filters of the audit log and what the API takes for them. */

export interface Filters {
  readonly action: string
  readonly actorId: string
  /** Local date and time as the field gives it, or empty. */
  readonly from: string
  readonly to: string
}

export const noFilters: Filters = { action: '', actorId: '', from: '', to: '' }

function instant(local: string): string | undefined {
  const at = new Date(local)
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** Returns the API's filter; an empty field does not filter. */
export function toAuditFilter(filters: Filters) {
  const after = instant(filters.from)
  const before = instant(filters.to)
  return {
    ...(filters.action.trim() ? { action: filters.action.trim() } : {}),
    ...(filters.actorId ? { actorId: filters.actorId } : {}),
    ...(after ? { after } : {}),
    ...(before ? { before } : {}),
  }
}
