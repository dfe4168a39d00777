/** The parts of the live gate as a person can see them. The gate itself decides at each order, and names whatever is shut. */

export interface GatePart {
  readonly title: string
  readonly open: boolean
  readonly words: string
}

export interface Scoped {
  readonly scope: string
  readonly targetId?: string | null | undefined
}

export interface GateFacts {
  readonly accountId: string
  readonly live: { readonly stagePercent: number } | null | undefined
  readonly connection:
    | {
        readonly name: string
        readonly venueId: string
        readonly standing?:
          | {
              readonly state: string
              readonly message: string
              readonly reconciled?: boolean | null | undefined
            }
          | null
          | undefined
      }
    | null
    | undefined
  readonly policies: readonly Scoped[]
  /** Those that are engaged. */
  readonly switches: readonly Scoped[]
}

/** Returns every part, in the order in which it is opened. */
export function gateParts({
  accountId,
  live,
  connection,
  policies,
  switches,
}: GateFacts): readonly GatePart[] {
  const standing = connection?.standing
  const ready = standing?.state === 'READY'
  const covers = ({ scope, targetId }: Scoped) =>
    scope === 'GLOBAL' ||
    scope === 'ORGANIZATION' ||
    (scope === 'ACCOUNT' && targetId === accountId) ||
    (scope === 'VENUE' && targetId === connection?.venueId)
  const engaged = switches.filter(covers)
  const limited = policies.some(({ scope, targetId }) => scope !== 'ACCOUNT' || targetId === accountId)
  return [
    {
      title: 'Enabled',
      open: live != null,
      words: live ? `up to ${live.stagePercent} % of its limits` : 'nobody may trade it',
    },
    {
      title: 'Connection',
      open: ready,
      words: connection
        ? ready
          ? `${connection.name} is ready`
          : `${connection.name}: ${standing?.message || (standing?.state.toLowerCase() ?? 'not open')}`
        : 'it is bound to none',
    },
    {
      title: 'Reconciled',
      open: standing?.reconciled === true,
      words:
        standing?.reconciled === true
          ? 'our books and the venue agree'
          : 'our books and the venue are not compared',
    },
    {
      title: 'Limits',
      open: limited,
      words: limited ? 'a risk policy holds' : 'no risk policy holds for it',
    },
    {
      title: 'Kill switches',
      open: engaged.length === 0,
      words: engaged.length === 0 ? 'none is engaged' : `${engaged.length} engaged`,
    },
  ]
}
