/** Version of the messages between an orchestrator and its runners (docs/orchestrator-protocol.md). */
export const PROTOCOL_VERSION = 1

/** The oldest version that is still spoken. The two sides agree on the newest that both know. */
export const OLDEST_PROTOCOL_VERSION = 1
