/** Version of the messages between an orchestrator and its runners (docs/orchestrator-protocol.md). */
export const PROTOCOL_VERSION = 1
