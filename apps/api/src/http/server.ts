/** One Node HTTP server for everything: it finds the way, sets the headers that all answers share, and stops gracefully. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { Logger } from 'pino'
import type { Handler } from './graphql.ts'
import type { HttpLimits } from './limits.ts'
import type { Probes } from './probes.ts'
import { replyJson } from './reply.ts'
import type { ResearchRoutes } from './research-routes.ts'
import { setSecurityHeaders } from './security-headers.ts'
import { serveStatic } from './static-files.ts'
import type { StrategyRoutes } from './strategy-routes.ts'
import type { GraphqlSockets } from './websocket.ts'

export interface Routes {
  readonly graphql: Handler
  readonly auth: Handler
  readonly sockets: GraphqlSockets
  readonly probes: Probes
  readonly research: ResearchRoutes
  readonly strategies: StrategyRoutes
  readonly consoleRoot: string | null
  readonly isHttps: boolean
}

/** Makes the server; `routesOf` is asked once it listens, because some of them need its address. */
export function createHttpServer(limits: HttpLimits, logger: Logger, routes: () => Routes | null): Server {
  const server = createServer((req, res) => {
    const ready = routes()
    if (ready === null) return replyJson(res, 503, { status: 'starting' })
    const started = performance.now()
    const route = routeOf(req.url ?? '/')
    res.once('finish', () =>
      ready.probes.observe(route, res.statusCode, (performance.now() - started) / 1000),
    )
    setSecurityHeaders(res, ready.isHttps)
    if (!BRINGS_FILES.has(route)) expectWhole(req, limits.requestMs)
    dispatch(route, ready, req, res).catch((error: unknown) => {
      logger.error({ err: error, route }, 'A request failed through a fault of ours')
      if (res.headersSent) res.destroy()
      else
        replyJson(res, 500, {
          errors: [{ message: 'Something went wrong on our side', extensions: { code: 'INTERNAL' } }],
        })
    })
  })
  // The longest that any request may take to arrive: a file. Every other is cut off sooner, above.
  server.requestTimeout = limits.uploadMs
  server.headersTimeout = limits.headersMs
  server.keepAliveTimeout = limits.keepAliveMs
  server.on('upgrade', (req, socket, head) => {
    const ready = routes()
    // A client may vanish while its upgrade is decided.
    socket.on('error', () => socket.destroy())
    if (ready === null || routeOf(req.url ?? '/') !== 'graphql') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    ready.sockets.upgrade(req, socket, head)
  })
  return server
}

/** Cuts off a request whose body does not arrive in time. */
function expectWhole(req: IncomingMessage, withinMs: number): void {
  if (req.complete || req.method === 'GET' || req.method === 'HEAD') return
  const timer = setTimeout(() => {
    if (!req.complete) req.destroy()
  }, withinMs)
  timer.unref()
  req.once('close', () => clearTimeout(timer))
}

type Route =
  | 'graphql'
  | 'auth'
  | 'uploads'
  | 'backtests'
  | 'strategy-uploads'
  | 'strategy-artifacts'
  | 'healthz'
  | 'readyz'
  | 'metrics'
  | 'console'

const BRINGS_FILES: ReadonlySet<Route> = new Set(['uploads', 'strategy-uploads'])

function routeOf(url: string): Route {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  if (path === '/graphql') return 'graphql'
  if (path.startsWith('/api/auth/')) return 'auth'
  if (path === '/api/uploads') return 'uploads'
  if (path.startsWith('/api/backtests/')) return 'backtests'
  if (path === '/api/strategies/uploads') return 'strategy-uploads'
  if (path.startsWith('/api/strategies/')) return 'strategy-artifacts'
  if (path === '/healthz' || path === '/readyz' || path === '/metrics') return path.slice(1) as Route
  return 'console'
}

async function dispatch(
  route: Route,
  routes: Routes,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  switch (route) {
    case 'graphql':
      return routes.graphql(req, res)
    case 'auth':
      return routes.auth(req, res)
    case 'uploads':
      return routes.research.uploads(req, res)
    case 'backtests':
      return routes.research.documents(req, res)
    case 'strategy-uploads':
      return routes.strategies.uploads(req, res)
    case 'strategy-artifacts':
      return routes.strategies.artifacts(req, res)
    case 'healthz':
      return routes.probes.live(res)
    case 'readyz':
      return routes.probes.ready(res)
    case 'metrics':
      return routes.probes.metrics(res)
    case 'console':
      return serveStatic(req, res, routes.consoleRoot)
  }
}
