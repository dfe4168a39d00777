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

/** The gateway of one operation: what it loads is loaded once and forgotten with it. */
export function createGateway(prisma: PrismaClient, facts: Facts, principal: Principal): Gateway {
  return new PrincipalGateway(tenantClient(prisma, principal), facts, principal)
}

/**
 * Made when they are first asked for: a mutation mostly goes by facts, and reads nothing. A class, because every operation makes
 * one: a literal would make a closure for each of its rooms.
 */
class PrincipalGateway implements Gateway {
  readonly client: TenantClient
  readonly #facts: Facts
  readonly #sees: (organizationId: string) => boolean
  #accounts: AccountData | null = null
  #orders: OrderData | null = null
  #control: ControlData | null = null
  #research: ResearchData | null = null
  #strategies: StrategyData | null = null
  #deployments: DeploymentData | null = null
  #runs: RunData | null = null
  #incidents: IncidentData | null = null
  #workflows: WorkflowData | null = null
  #signals: SignalData | null = null
  #connections: ConnectionData | null = null

  constructor(client: TenantClient, facts: Facts, { memberships }: Principal) {
    this.client = client
    this.#facts = facts
    this.#sees = (organizationId) => memberships.has(organizationId)
  }

  get accounts(): AccountData {
    return (this.#accounts ??= createAccountData(this.client, this.#facts, this.#sees))
  }

  get orders(): OrderData {
    return (this.#orders ??= createOrderData(this.client, this.#facts, this.#sees))
  }

  get control(): ControlData {
    return (this.#control ??= createControlData(this.client))
  }

  get research(): ResearchData {
    return (this.#research ??= createResearchData(this.client))
  }

  get strategies(): StrategyData {
    return (this.#strategies ??= createStrategyData(this.client))
  }

  get deployments(): DeploymentData {
    return (this.#deployments ??= createDeploymentData(this.client))
  }

  get runs(): RunData {
    return (this.#runs ??= createRunData(this.client))
  }

  get incidents(): IncidentData {
    return (this.#incidents ??= createIncidentData(this.client))
  }

  get workflows(): WorkflowData {
    return (this.#workflows ??= createWorkflowData(this.client))
  }

  get signals(): SignalData {
    return (this.#signals ??= createSignalData(this.client))
  }

  get connections(): ConnectionData {
    return (this.#connections ??= createConnectionData(this.client))
  }
}
