/** The API server, put together: identity, schema, pipeline and transports over a runtime that somebody else opened. */
import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Runtime } from '@quarterdeck/runtime'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { createAuthRoutes } from './http/auth-routes.ts'
import { type Connections, createConnections } from './http/connections.ts'
import { createGraphqlHandler } from './http/graphql.ts'
import { HTTP_LIMITS, type HttpLimits } from './http/limits.ts'
import { baseUrlOf, ownOrigins } from './http/origins.ts'
import { createProbes } from './http/probes.ts'
import { createResearchRoutes } from './http/research-routes.ts'
import { type Routes, createHttpServer } from './http/server.ts'
import { createStrategyRoutes } from './http/strategy-routes.ts'
import { createGraphqlSockets } from './http/websocket.ts'
import { createAuth } from './identity/auth.ts'
import { createIdentity } from './identity/identity.ts'
import { createFactorKeep } from './identity/second-factor/keep.ts'
import { createFactorTrail } from './identity/second-factor/trail.ts'
import type { IdentityStore } from './identity/store.ts'
import { OPERATION_LIMITS, type OperationLimits } from './pipeline/limits.ts'
import { createPipeline } from './pipeline/pipeline.ts'
import { createContextFactory } from './schema/context.ts'
import { buildSchema } from './schema/schema.ts'
import { STREAM_LIMITS, type StreamLimits } from './subscription/bounded-stream.ts'

export interface ApiOptions {
  readonly runtime: Runtime
  readonly prisma: IdentityStore
  readonly config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'allowedOrigins' | 'signUp'> &
    Partial<Pick<Config, 'demo'>>
  /** Signs sessions. */
  readonly secret: string
  readonly logger: Logger
  /** Folder of the console's static export, if it was built. */
  readonly consoleRoot?: string | null
  /** The clock that codes of second factors are judged by, in epoch milliseconds; the machine's unless told. */
  readonly now?: () => number
  /** Bounds, for tests that reach them. */
  readonly limits?: Partial<HttpLimits & OperationLimits & StreamLimits>
}

export interface Api {
  /** Starts to listen and resolves with the address for people. */
  listen(): Promise<string>
  /** The address; throws before `listen` resolved. */
  readonly url: string
  /** Stops accepting, lets running requests end for a moment, cuts what is left. */
  close(): Promise<void>
}

export function createApi(options: ApiOptions): Api {
  const { logger } = options
  const limits = { ...HTTP_LIMITS, ...OPERATION_LIMITS, ...STREAM_LIMITS, ...options.limits }
  const pipeline = createPipeline(buildSchema(), limits, logger)
  let routes: Routes | null = null
  let connections: Connections | null = null
  let url: string | null = null
  const server = createHttpServer(limits, logger, () => routes)

  function route(port: number): string {
    const { runtime, prisma, config, secret, consoleRoot = null, now = Date.now } = options
    const address = { ...config, port }
    const origins = ownOrigins(address)
    const baseUrl = baseUrlOf(address)
    const auth = createAuth({
      store: prisma,
      secret,
      baseUrl,
      trustedOrigins: [...origins],
      signUp: config.signUp,
      trail: createFactorTrail(prisma, runtime),
      now,
    })
    const identity = createIdentity({
      auth,
      store: prisma,
      factors: createFactorKeep({ store: prisma, secret, now }),
      onFault: (error) => logger.error({ err: error }, 'The last use of a key could not be noted'),
    })
    connections = createConnections(limits, identity.cache)
    const contextOf = createContextFactory({ runtime, prisma, identity, streamLimits: limits })
    const common = { pipeline, contextOf, identity, connections, origins, limits }
    routes = {
      graphql: createGraphqlHandler(common),
      sockets: createGraphqlSockets({ ...common, logger }),
      auth: createAuthRoutes({ auth, identity, baseUrl, origins }),
      research: createResearchRoutes({ identity, origins, contextOf }),
      strategies: createStrategyRoutes({ identity, origins, contextOf }),
      probes: createProbes(runtime, connections, config.demo ?? false),
      consoleRoot: consoleRoot !== null && existsSync(consoleRoot) ? consoleRoot : null,
      isHttps: baseUrl.startsWith('https:'),
    }
    return baseUrl
  }

  return {
    async listen() {
      const { host, port } = options.config
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      url = route((server.address() as AddressInfo).port)
      return url
    },
    get url() {
      if (url === null) throw new Error('Invariant: the server has an address once it listens')
      return url
    },
    async close() {
      const closed = stopListening(server)
      connections?.close()
      await routes?.sockets.close()
      const cut = setTimeout(() => server.closeAllConnections(), limits.shutdownMs)
      await closed
      clearTimeout(cut)
    },
  }
}

function stopListening(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeIdleConnections()
  })
}
