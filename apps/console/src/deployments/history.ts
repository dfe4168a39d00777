/** Which entries of the audit log are about one deployment. */

export interface AuditedChange {
  readonly id: string
  readonly at: string
  readonly before?: string | null
  readonly after?: string | null
}

function namedIn(json: string | null | undefined): string | null {
  if (!json) return null
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || !('deploymentId' in value)) return null
    return typeof value.deploymentId === 'string' ? value.deploymentId : null
  } catch {
    return null
  }
}

/** Returns the entries about the deployment, newest first. The log names it by its identity, the API by kind and identity. */
export function historyOf<Entry extends AuditedChange>(
  entries: readonly Entry[],
  deploymentId: string,
): readonly Entry[] {
  const identity = deploymentId.replace(/^[a-z]+_/, '')
  return entries
    .filter(({ before, after }) => {
      const named = namedIn(after) ?? namedIn(before)
      return named === deploymentId || named === identity
    })
    .sort((a, b) => b.at.localeCompare(a.at))
}
