/** One connection as a row: where it leads, what for, how it stands, and how old is what it tells. */
import { showCount } from '../format/number.ts'
import { showAge } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { graphql } from '../generated/gql.ts'
import type { ConnectionRow_VenueLinkFragmentFragment } from '../generated/graphql.ts'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import type { TableColumn } from '../table/table-model.ts'
import { ConnectionStateSign } from './connection-state.tsx'
import { shownState, showLatency, showOffset } from './standing.ts'

export const ConnectionRow_VenueLinkFragment = graphql(`
  fragment ConnectionRow_VenueLinkFragment on VenueLink {
    id
    venueId
    name
    purpose
    enabled
    symbols
    credentialHint
    credentialSetAt
    createdAt
    standing {
      state
      message
      since
      dataAgeMs
      clockOffsetMs
      latencyP50Ms
      latencyP99Ms
      reconnects
      reconciled
      fallbacks
      budget {
        limits {
          name
          capacity
          spanMs
          reserve
          used
          heldUntil
        }
        waiting {
          urgency
          count
        }
      }
    }
  }
`)

export type ConnectionRow = ConnectionRow_VenueLinkFragmentFragment

const byText = (read: (row: ConnectionRow) => string) => (a: ConnectionRow, b: ConnectionRow) =>
  read(a).localeCompare(read(b))
const none = <span className="text-ink-3">–</span>

const nameColumn: TableColumn<ConnectionRow> = {
  id: 'name',
  title: 'Connection',
  width: 150,
  compare: byText(({ name }) => name),
  cell: ({ id, name }) => (
    <PlaceLink to={placeOf('venues', { id })} className="font-medium">
      {name}
    </PlaceLink>
  ),
}

const stateColumn: TableColumn<ConnectionRow> = {
  id: 'state',
  title: 'State',
  width: 112,
  compare: byText(shownState),
  cell: (row) => <ConnectionStateSign state={shownState(row)} />,
}

const ageColumn: TableColumn<ConnectionRow> = {
  id: 'age',
  title: 'Data age',
  width: 76,
  end: true,
  compare: (a, b) => (a.standing?.dataAgeMs ?? Infinity) - (b.standing?.dataAgeMs ?? Infinity),
  cell: ({ standing }) => (standing?.dataAgeMs == null ? none : showAge(standing.dataAgeMs)),
}

export const connectionColumns: readonly TableColumn<ConnectionRow>[] = [
  nameColumn,
  {
    id: 'venue',
    title: 'Venue',
    width: 96,
    compare: byText(({ venueId }) => venueId),
    cell: ({ venueId }) => venueId,
  },
  {
    id: 'purpose',
    title: 'For',
    width: 92,
    compare: byText(({ purpose }) => purpose),
    cell: ({ purpose }) => showWord(purpose),
  },
  stateColumn,
  ageColumn,
  {
    id: 'latency',
    title: 'Latency',
    width: 124,
    end: true,
    cell: ({ standing }) => (standing ? showLatency(standing) : null) ?? none,
  },
  {
    id: 'clock',
    title: "Venue's clock",
    width: 104,
    end: true,
    cell: ({ standing }) => showOffset(standing?.clockOffsetMs) ?? none,
  },
  {
    id: 'reconnects',
    title: 'Opened anew',
    width: 84,
    end: true,
    cell: ({ standing }) => (standing ? showCount(standing.reconnects) : none),
  },
  {
    id: 'reconciled',
    title: 'Reconciled',
    width: 80,
    cell: ({ standing }) => <Reconciled value={standing?.reconciled} />,
  },
  {
    id: 'symbols',
    title: 'Follows',
    width: 150,
    cell: ({ symbols }) => <span title={symbols.join(', ')}>{symbols.join(', ')}</span>,
  },
  {
    id: 'message',
    title: 'What is wrong',
    width: 200,
    cell: ({ standing }) =>
      standing?.message ? (
        <span className="text-warn" title={standing.message}>
          {standing.message}
        </span>
      ) : (
        none
      ),
  },
]

export const narrowConnectionColumns: readonly TableColumn<ConnectionRow>[] = [
  nameColumn,
  stateColumn,
  ageColumn,
]

function Reconciled({ value }: { readonly value: boolean | null | undefined }) {
  if (value == null) return none
  return value ? <span className="text-ok">Yes</span> : <span className="font-medium text-bad">No</span>
}
