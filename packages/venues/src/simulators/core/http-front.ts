/**
 * The HTTP side of a simulator on a loopback port: reads each request whole, writes it down, and answers with what the venue's
 * routes say, unless a fault is armed.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FaultSwitches, HttpFault } from './faults.ts'
import type { TruthLog } from './truth-log.ts'

export interface FrontRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Reads do not see what is younger. */
  readonly lagMs: number
  /** Only the first item of a batch is to be carried out. */
  readonly partial: boolean
}

export interface FrontAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What is a venue's own about HTTP. */
export interface FrontRoutes {
  /** Null: the credential is good, or none is needed; else the answer. */
  authenticate(request: FrontRequest): FrontAnswer | null
  handle(request: FrontRequest): FrontAnswer
  rateLimited(retryAfterS: number | null): FrontAnswer
  unauthorized(): FrontAnswer
  maintenance(): FrontAnswer
}

export interface FrontOptions {
  readonly routes: FrontRoutes
  readonly faults: FaultSwitches
  readonly truth: TruthLog
  readonly nowMs: () => number
}

export class HttpFront {
  readonly server: Server
  private readonly options: FrontOptions
  private readonly sockets = new Set<Socket>()

  constructor(options: FrontOptions) {
    this.options = options
    this.server = createServer((incoming, response) => {
      this.receive(incoming, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      )
    })
    this.server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
  }

  /** Listens on a free loopback port and says which. */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', resolve)
    })
    return (this.server.address() as AddressInfo).port
  }

  /** Ports of the clients that are connected now. */
  connectedPorts(): readonly number[] {
    return [...this.sockets].map(({ remotePort }) => remotePort ?? 0)
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve())
    })
  }

  private async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, routes, truth, nowMs } = this.options
    const body = await wholeBody(incoming)
    // A request that broke off was never received.
    if (body === null) return
    response.setHeader('date', new Date(nowMs()).toUTCString())
    const method = incoming.method ?? 'GET'
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1')
    const fault = faults.takeHttp(`${method} ${url.pathname}`)
    const lagMs = Math.max(faults.readLagMs, fault?.kind === 'STALE' ? fault.staleMs : 0)
    const request: FrontRequest = {
      method,
      url,
      headers: incoming.headers,
      body,
      lagMs,
      partial: fault?.kind === 'PARTIAL_BATCH',
    }
    const refusal = fault?.kind === 'UNAUTHORIZED' ? routes.unauthorized() : routes.authenticate(request)
    truth.record({
      atMs: nowMs(),
      transport: 'HTTP',
      method,
      path: url.pathname,
      body,
      authenticated: refusal === null,
    })
    if (fault !== null && this.before(fault, response)) return
    const answer = refusal ?? routes.handle(request)
    if (fault?.kind === 'SLOW') setTimeout(() => send(response, answer), fault.ms)
    else this.after(fault, answer, response)
  }

  /** Faults that keep a request from being carried out; true: it was answered, or never will be. */
  private before(fault: HttpFault, response: ServerResponse): boolean {
    const { routes } = this.options
    switch (fault.kind) {
      case 'SILENT_BEFORE':
        return true
      case 'RESET_BEFORE':
        response.destroy()
        return true
      case 'STATUS_BEFORE':
        send(response, fault)
        return true
      case 'RATE_LIMITED':
        send(response, routes.rateLimited(fault.retryAfterS))
        return true
      case 'MAINTENANCE':
        send(response, routes.maintenance())
        return true
      default:
        return false
    }
  }

  private after(fault: HttpFault | null, answer: FrontAnswer, response: ServerResponse): void {
    switch (fault?.kind) {
      case 'SILENT_AFTER':
        return
      case 'RESET_AFTER':
        response.destroy()
        return
      case 'STATUS_AFTER':
        send(response, fault)
        return
      case 'MALFORMED_AFTER':
        send(response, { ...answer, body: fault.body })
        return
      case 'CHANGED':
        send(response, { ...answer, body: fault.change(answer.body) })
        return
      case 'TRUNCATED_AFTER':
        response.writeHead(answer.status, { 'content-length': String(Buffer.byteLength(answer.body)) })
        response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => response.destroy())
        return
      default:
        send(response, answer)
    }
  }
}

function send(response: ServerResponse, { status, body, headers }: FrontAnswer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  })
  response.end(body)
}

/** The body, or null where the request broke off. */
function wholeBody(incoming: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    incoming.on('error', () => resolve(null))
    incoming.on('close', () => resolve(null))
  })
}
