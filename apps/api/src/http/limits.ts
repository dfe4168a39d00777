/** Every bound of the transports, in one place. */

export interface HttpLimits {
  /** Bytes of a request's body; read no further than this. */
  readonly bodyBytesMax: number
  /** Bytes of one WebSocket message. */
  readonly messageBytesMax: number
  /** How long a WebSocket may take to introduce itself. */
  readonly initMs: number
  /** Open WebSockets of one principal, and of all that have not introduced themselves yet. */
  readonly socketsPerPrincipalMax: number
  readonly socketsUnknownMax: number
  /** Operations that run at once on one WebSocket. */
  readonly operationsPerSocketMax: number
  /** Subscriptions of one principal over all its connections. */
  readonly streamsPerPrincipalMax: number
  /** Bytes that may wait for a WebSocket's reader before it is cut off. */
  readonly socketBufferBytesMax: number
  /** How long a request may take to arrive, and its headers; how long an idle connection is kept. */
  readonly requestMs: number
  /** The same for a file of market data. */
  readonly uploadMs: number
  readonly headersMs: number
  readonly keepAliveMs: number
  /** How long open connections may take to end when the server stops. */
  readonly shutdownMs: number
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytesMax: 256 * 1024,
  messageBytesMax: 64 * 1024,
  initMs: 5_000,
  socketsPerPrincipalMax: 100,
  socketsUnknownMax: 1_000,
  operationsPerSocketMax: 100,
  streamsPerPrincipalMax: 1_000,
  socketBufferBytesMax: 4 * 1024 * 1024,
  requestMs: 30_000,
  uploadMs: 15 * 60_000,
  headersMs: 10_000,
  keepAliveMs: 65_000,
  shutdownMs: 5_000,
}
