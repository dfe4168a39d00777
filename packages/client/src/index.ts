/** The face of the client: one constructor, the typed operations, the errors. */
export { createQuarterdeckClient } from './client.ts'
export type {
  ClientOptions,
  DeploymentLogLine,
  FillUpdate,
  LogScope,
  OrderUpdate,
  QuarterdeckClient,
  QuoteUpdate,
  StrategyVersionChange,
  StreamScope,
} from './client.ts'
export { GraphQLRequestError } from './errors.ts'
export type { GraphQLErrorShape } from './errors.ts'
export { accounts, deposit, fills, openAccount, viewer } from './operations/desk.ts'
export {
  apiKeys,
  createApiKey,
  engageKillSwitch,
  killSwitches,
  releaseKillSwitch,
  revokeApiKey,
} from './operations/control.ts'
export { cancelAllOrders, cancelOrder, orders, replaceOrder, submitOrder } from './operations/trading.ts'
export {
  cancelStrategyBuild,
  strategies,
  strategyVersion,
  strategyVersions,
  submitStrategy,
} from './operations/strategies.ts'
export {
  changeDeployment,
  deployment,
  deploymentLog,
  deployments,
  deployStrategy,
  flattenDeployment,
  pauseDeployment,
  rollBackDeployment,
  startDeployment,
  stopDeployment,
} from './operations/deployments.ts'
export {
  approveIncidentRemedy,
  closeIncident,
  drillDeployment,
  incidentBundle,
  incidentDrill,
  incidents,
} from './operations/incidents.ts'
export {
  cancelWorkflowRun,
  deleteWorkflow,
  enableWorkflow,
  restartWorkflowRun,
  runWorkflow,
  saveWorkflow,
  workflowRun,
  workflows,
} from './operations/workflows.ts'
export {
  addConnection,
  connection,
  connections,
  listVenueInstruments,
  removeConnection,
  rotateConnection,
  setConnectionEnabled,
  setConnectionSymbols,
  testConnection,
  venueAccount,
  venueOffers,
} from './operations/venues.ts'
export {
  correctBreak,
  dismissBreak,
  reconciliationBreaks,
  reconciliationRuns,
  runReconciliation,
} from './operations/reconciliation.ts'
export { shadowReport } from './operations/shadow.ts'
export { disableLive, enableLive, liveAccounts, setCapitalStage } from './operations/live.ts'
export type {
  AddConnectionInput,
  BreakFieldsFragment,
  ChangeDeploymentInput,
  ConnectionFieldsFragment,
  ConnectionPurpose,
  DeploymentFieldsFragment,
  DeploymentLogFieldsFragment,
  DeployStrategyInput,
  FillFieldsFragment,
  IncidentDrillFieldsFragment,
  IncidentFieldsFragment,
  IncidentKind,
  KillSwitchFieldsFragment,
  LiveAccountFieldsFragment,
  OrderFieldsFragment,
  PositionFieldsFragment,
  ReconciliationRunFieldsFragment,
  ShadowDriftFieldsFragment,
  StrategyVersionFieldsFragment,
  SubmitOrderInput,
  SubmitStrategyInput,
  VenueOfferFieldsFragment,
  WorkflowFieldsFragment,
  WorkflowRunFieldsFragment,
} from './generated/graphql.ts'
export { backoff, resume } from './resume.ts'
export type { ResumeOptions } from './resume.ts'
