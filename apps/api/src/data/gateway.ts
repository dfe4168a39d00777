/**
 * The one door from resolvers to stored data, bound to one principal: everything behind it reads through that principal's
 * tenant client, so no resolver can see another organization's row by forgetting a condition.
 */
import type { Principal } from '../access/principal.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { type AccountData, createAccountData } from './account-data.ts'
import { type ConnectionData, createConnectionData } from './connection-data.ts'
import { type ControlData, createControlData } from './control-data.ts'
import { type DeploymentData, createDeploymentData } from './deployment-data.ts'
import type { Facts } from './facts.ts'
import { type IncidentData, createIncidentData } from './incident-data.ts'
import { type OrderData, createOrderData } from './order-data.ts'
import { type ResearchData, createResearchData } from './research-data.ts'
import { type RunData, createRunData } from './run-data.ts'
import { type SignalData, createSignalData } from './signal-data.ts'
import { type StrategyData, createStrategyData } from './strategy-data.ts'
import { type TenantClient, tenantClient } from './tenant-client.ts'
import { type WorkflowData, createWorkflowData } from './workflow-data.ts'

export interface Gateway {
  readonly client: TenantClient
  readonly accounts: AccountData
  readonly orders: OrderData
  readonly control: ControlData
  readonly research: ResearchData
  readonly strategies: StrategyData
  readonly deployments: DeploymentData
  readonly runs: RunData
  readonly incidents: IncidentData
  readonly workflows: WorkflowData
  readonly signals: SignalData
  readonly connections: ConnectionData
}

/** Makes the gateway of one operation: what it loads is loaded once and forgotten with it. */
export function createGateway(prisma: PrismaClient, facts: Facts, principal: Principal): Gateway {
  const client = tenantClient(prisma, principal)
  const sees = (organizationId: string) => principal.memberships.has(organizationId)
  // Made when they are first asked for: a mutation mostly goes by facts, and reads nothing.
  let accounts: AccountData | null = null
  let orders: OrderData | null = null
  let control: ControlData | null = null
  let research: ResearchData | null = null
  let strategies: StrategyData | null = null
  let deployments: DeploymentData | null = null
  let runs: RunData | null = null
  let incidents: IncidentData | null = null
  let workflows: WorkflowData | null = null
  let signals: SignalData | null = null
  let connections: ConnectionData | null = null
  return {
    client,
    get accounts() {
      return (accounts ??= createAccountData(client, facts, sees))
    },
    get orders() {
      return (orders ??= createOrderData(client, facts, sees))
    },
    get control() {
      return (control ??= createControlData(client))
    },
    get research() {
      return (research ??= createResearchData(client))
    },
    get strategies() {
      return (strategies ??= createStrategyData(client))
    },
    get deployments() {
      return (deployments ??= createDeploymentData(client))
    },
    get runs() {
      return (runs ??= createRunData(client))
    },
    get incidents() {
      return (incidents ??= createIncidentData(client))
    },
    get signals() {
      return (signals ??= createSignalData(client))
    },
    get connections() {
      return (connections ??= createConnectionData(client))
    },
    get workflows() {
      return (workflows ??= createWorkflowData(client))
    },
  }
}
