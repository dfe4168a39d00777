/**
 * Users' strategies: submissions become signed artifacts, artifacts run in confined processes.
 *
 * Light by intent: compiler, bundler and compartment are loaded in child processes only.
 */
export { PROTOCOL_VERSION } from './protocol/version.ts'
