/** `quarterdeck venues list`: connections and how they stand. */

import type { ConnectionFieldsFragment } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { printRows } from '../../output/table.ts'
import { allConnections } from './find.ts'

export async function listConnections(
  options: ConnectionOptions & { readonly json: boolean },
): Promise<void> {
  const rows = await allConnections(await connect(options))
  printRows<ConnectionFieldsFragment>(
    rows,
    [
      { title: 'Connection', of: ({ name }) => name },
      { title: 'Venue', of: ({ venueId }) => venueId },
      { title: 'For', of: ({ purpose }) => purpose },
      { title: 'State', of: stateOf },
      { title: 'Data age', of: ({ standing }) => milliseconds(standing?.dataAgeMs), align: 'right' },
      { title: 'p50', of: ({ standing }) => milliseconds(standing?.latencyP50Ms), align: 'right' },
      { title: 'p99', of: ({ standing }) => milliseconds(standing?.latencyP99Ms), align: 'right' },
      { title: 'Clock', of: ({ standing }) => milliseconds(standing?.clockOffsetMs), align: 'right' },
      { title: 'Opened anew', of: ({ standing }) => standing?.reconnects, align: 'right' },
      { title: 'Reconciled', of: ({ standing }) => yesNo(standing?.reconciled) },
      { title: 'Follows', of: ({ symbols }) => symbols.join(', ') },
      { title: 'Message', of: ({ standing }) => standing?.message },
    ],
    options,
  )
}

export function stateOf({ enabled, standing }: ConnectionFieldsFragment): string {
  return enabled ? (standing?.state ?? 'NOT OPEN') : 'CLOSED'
}

export function milliseconds(value: number | null | undefined): string | null {
  return value == null ? null : `${Math.round(value)} ms`
}

export function yesNo(value: boolean | null | undefined): string | null {
  return value == null ? null : value ? 'yes' : 'no'
}
