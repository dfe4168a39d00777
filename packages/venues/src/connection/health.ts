/**
 * How a connection to a venue stands, as a table: every state has an answer to every event, so that none is forgotten.
 *
 * READY alone lets orders out. DEGRADED: it is open, and what it told may be stale. DOWN is left only by being told to dial:
 * a refused credential is not tried again by itself.
 */

export const CONNECTION_STATES = ['CONNECTING', 'SYNCING', 'READY', 'DEGRADED', 'DOWN'] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

export const CONNECTION_EVENTS = [
  /** A socket is being opened. */
  'DIALED',
  /** It is open; how things stand is being read. */
  'OPENED',
  /** How things stand has been read. */
  'SYNCED',
  /** Data is older than allowed, or a sequence has a gap. */
  'DOUBTED',
  /** What was doubted has been read again. */
  'REASSURED',
  /** The socket is gone; another will be tried. */
  'LOST',
  /** The venue refuses the credential, or closes for work: trying again by itself does not help. */
  'REFUSED',
  /** We were told to stop. */
  'STOPPED',
] as const
export type ConnectionEvent = (typeof CONNECTION_EVENTS)[number]

const ALWAYS = { DIALED: 'CONNECTING', LOST: 'CONNECTING', REFUSED: 'DOWN', STOPPED: 'DOWN' } as const

const TRANSITIONS: Readonly<Record<ConnectionState, Readonly<Record<ConnectionEvent, ConnectionState>>>> = {
  // What an earlier socket still has to say does not count before this one is open.
  CONNECTING: {
    ...ALWAYS,
    OPENED: 'SYNCING',
    SYNCED: 'CONNECTING',
    DOUBTED: 'CONNECTING',
    REASSURED: 'CONNECTING',
  },
  // Doubt during the first reading: it is still being read.
  SYNCING: { ...ALWAYS, OPENED: 'SYNCING', SYNCED: 'READY', DOUBTED: 'SYNCING', REASSURED: 'SYNCING' },
  READY: { ...ALWAYS, OPENED: 'SYNCING', SYNCED: 'READY', DOUBTED: 'DEGRADED', REASSURED: 'READY' },
  DEGRADED: { ...ALWAYS, OPENED: 'SYNCING', SYNCED: 'READY', DOUBTED: 'DEGRADED', REASSURED: 'READY' },
  // Only DIALED leaves DOWN: a socket that closes after we stopped must not bring the connection back.
  DOWN: {
    ...ALWAYS,
    OPENED: 'DOWN',
    SYNCED: 'DOWN',
    DOUBTED: 'DOWN',
    REASSURED: 'DOWN',
    LOST: 'DOWN',
  },
}

/** The state after an event. */
export function afterEvent(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  return TRANSITIONS[state][event]
}
