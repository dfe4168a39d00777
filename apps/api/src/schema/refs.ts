/** The object types that refer to each other, named before any of them is described. */
import type { OrderRow } from '@quarterdeck/runtime'
import type { OrganizationRow } from '../access/principal.ts'
import type { AccountRef } from '../data/account-data.ts'
import type { FillRow } from '../data/order-data.ts'
import type { IncidentRow } from '../data/incident-data.ts'
import type { RunRow } from '../data/run-data.ts'
import type { VersionRow } from '../data/strategy-data.ts'
import type {
  Alert as AlertRow,
  AuditEntry as AuditEntryRow,
  Backtest as BacktestRow,
  Connection as ConnectionRow,
  Dataset as DatasetRow,
  Deployment as DeploymentRow,
  IncidentDrill as IncidentDrillRow,
  KillSwitch as KillSwitchRow,
  ParityReport as ParityReportRow,
  Position as PositionRow,
  ReconciliationBreak as BreakRow,
  ResearchJob as ResearchJobRow,
  RiskPolicyVersion,
  SignalProposal as SignalProposalRow,
  Strategy as StrategyRow,
  Workflow as WorkflowRow,
  WorkflowRun as WorkflowRunRow,
} from '../generated/prisma/client.ts'
import { builder } from './builder.ts'

export const Organization = builder.objectRef<OrganizationRow>('Organization')
export const Account = builder.objectRef<AccountRef>('Account')
export const Position = builder.objectRef<PositionRow>('Position')
export const Order = builder.objectRef<OrderRow>('Order')
export const Fill = builder.objectRef<FillRow>('Fill')
/** The version of a policy that is in force stands for the policy. */
export const RiskPolicy = builder.objectRef<RiskPolicyVersion>('RiskPolicy')
export const KillSwitch = builder.objectRef<KillSwitchRow>('KillSwitch')
export const AuditEntry = builder.objectRef<AuditEntryRow>('AuditEntry')
export const Alert = builder.objectRef<AlertRow>('Alert')
export const Dataset = builder.objectRef<DatasetRow>('Dataset')
export const Job = builder.objectRef<ResearchJobRow>('Job')
export const Backtest = builder.objectRef<BacktestRow>('Backtest')
export const Strategy = builder.objectRef<StrategyRow>('Strategy')
export const StrategyVersion = builder.objectRef<VersionRow>('StrategyVersion')
export const Deployment = builder.objectRef<DeploymentRow>('Deployment')
export const DeploymentRun = builder.objectRef<RunRow>('DeploymentRun')
export const Incident = builder.objectRef<IncidentRow>('Incident')
export const IncidentDrill = builder.objectRef<IncidentDrillRow>('IncidentDrill')
export const ParityReport = builder.objectRef<ParityReportRow>('ParityReport')
export const SignalProposal = builder.objectRef<SignalProposalRow>('SignalProposal')
/** An organization's connection to a venue. Not named Connection, which is what GraphQL calls a page of a list. */
export const VenueLink = builder.objectRef<ConnectionRow>('VenueLink')
export const ReconciliationBreak = builder.objectRef<BreakRow>('ReconciliationBreak')
export const Workflow = builder.objectRef<WorkflowRow>('Workflow')
export const WorkflowRun = builder.objectRef<WorkflowRunRow>('WorkflowRun')
