/** What a resolver has at hand: who asks, the runtime, the gateway to that principal's data, and identity's changes. */
import { RequestCache } from '@pothos/plugin-scope-auth'
import type { Runtime } from '@quarterdeck/runtime'
import type { Principal } from '../access/principal.ts'
import { type Facts, createFacts } from '../data/facts.ts'
import { type Gateway, createGateway } from '../data/gateway.ts'
import { type Platform, createPlatform } from '../data/platform.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Identity } from '../identity/identity.ts'
import { Unauthenticated } from '../problem/problem.ts'
import type { StreamLimits } from '../subscription/bounded-stream.ts'

/** The transport below a subscription, as far as a subscription has a say in it. */
export interface Connection {
  /** The reader took nothing for too long and lost what waited for it. */
  fellBehind(): void
  /** The reader took nothing for too long, not even the error that says so: cut it off. */
  abandon(): void
}

export interface Context {
  readonly principal: Principal | null
  /** Follows the operation through the log, its commands and what the venue reports of them. */
  readonly traceId: string
  readonly runtime: Runtime
  readonly identity: Identity
  readonly facts: Facts
  readonly platform: Platform
  readonly connection: Connection | null
  readonly streamLimits: StreamLimits
  /** The principal, or UNAUTHENTICATED. */
  require(): Principal
  /** The principal's data, or UNAUTHENTICATED. */
  readonly data: Gateway
  /**
   * Forgets what was loaded and allowed: each event of a subscription starts afresh, so it never shows the event before. At an
   * operation's end it lets go of the request: the scopes' cache is a weak map whose values hold their keys, which only a full
   * collection would free, and everything of the request with them.
   */
  refresh(): void
}

export interface ContextParts {
  readonly runtime: Runtime
  readonly prisma: PrismaClient
  readonly identity: Identity
  readonly streamLimits: StreamLimits
}

export type ContextFactory = (
  principal: Principal | null,
  connection: Connection | null,
  traceId: string,
) => Context

/** What all operations have in common. */
interface House extends ContextParts {
  readonly facts: Facts
  readonly platform: Platform
}

export function createContextFactory(parts: ContextParts): ContextFactory {
  const house: House = { ...parts, facts: createFacts(), platform: createPlatform(parts.prisma) }
  return (principal, connection, traceId) => new OperationContext(house, principal, connection, traceId)
}

/** A class, because every operation makes one: a literal would make each of its functions anew. */
class OperationContext implements Context {
  readonly principal: Principal | null
  readonly connection: Connection | null
  readonly traceId: string
  readonly #house: House
  #gateway: Gateway | null = null

  constructor(house: House, principal: Principal | null, connection: Connection | null, traceId: string) {
    this.#house = house
    this.principal = principal
    this.connection = connection
    this.traceId = traceId
  }

  get runtime(): Runtime {
    return this.#house.runtime
  }

  get identity(): Identity {
    return this.#house.identity
  }

  get facts(): Facts {
    return this.#house.facts
  }

  get platform(): Platform {
    return this.#house.platform
  }

  get streamLimits(): StreamLimits {
    return this.#house.streamLimits
  }

  get data(): Gateway {
    return (this.#gateway ??= createGateway(this.#house.prisma, this.#house.facts, this.require()))
  }

  require(): Principal {
    if (this.principal === null) throw new Unauthenticated()
    return this.principal
  }

  refresh(): void {
    this.#gateway = null
    RequestCache.clearForContext(this)
  }
}
