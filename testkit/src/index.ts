/** The face of the test kit: real databases for tests, and the reference material beside the repository. */
export { AUTHENTICATOR_STEP_MS, authenticatorKey, totp } from './authenticator.ts'
export { giveEmbeddedDatabase } from './embedded-template.ts'
export { createDatabase, createEmptyDatabase, type TestDatabase } from './postgres.ts'
export {
  findPostgresBin,
  POSTGRES_MISSING,
  type PostgresCluster,
  startPostgresCluster,
} from './postgres-cluster.ts'
export { sharedIsPresent, sharedPath } from './shared.ts'
export {
  DEMO_PASSWORD,
  freePort,
  type ServerOptions,
  type ServerProcess,
  startServer,
} from './server-process.ts'
export { type DatabasePlace, startTestDatabases } from './test-databases.ts'
export { PROXY_FAULTS, TcpProxy } from './tcp-proxy.ts'
export type { ProxyFault, ProxyPlan } from './tcp-proxy.ts'
