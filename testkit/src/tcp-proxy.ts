/**
 * A TCP proxy that does to a connection what networks do: it cuts it, forgets one half of it, delays it or swallows it, at an
 * exact byte of either direction.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * CUT: both ends are told that it is over. HALF_OPEN: the far end is gone and the near end is not told. BLACKHOLE: both stay open
 * and nothing passes any more. DELAY: everything waits, then goes on.
 */
export const PROXY_FAULTS = ['CUT', 'HALF_OPEN', 'BLACKHOLE', 'DELAY'] as const
export type ProxyFault = (typeof PROXY_FAULTS)[number]

export interface ProxyPlan {
  readonly fault: ProxyFault
  /** UP: from the client to the server. */
  readonly direction: 'UP' | 'DOWN'
  /** So many bytes of that direction pass before it happens. */
  readonly atByte: number
  /** For DELAY. */
  readonly delayMs?: number
}

interface Link {
  readonly client: Socket
  readonly server: Socket
  passed: { UP: number; DOWN: number }
  state: 'OPEN' | 'SWALLOWING' | 'WAITING'
  done: boolean
}

export class TcpProxy {
  /** Bytes that passed over all connections. */
  readonly passed = { UP: 0, DOWN: 0 }
  /** Our ends of the connections to the server: it knows them by these ports. */
  readonly serverSidePorts: number[] = []
  private readonly targetPort: number
  private plan: ProxyPlan | null
  private readonly listener: Server
  private readonly sockets = new Set<Socket>()
  private readonly timers = new Set<NodeJS.Timeout>()

  /** `plan` is carried out once on each connection; null: it only passes on. */
  constructor(targetPort: number, plan: ProxyPlan | null = null) {
    this.targetPort = targetPort
    this.plan = plan
    this.listener = createServer((client) => this.accept(client))
  }

  /** Listens on a free loopback port and says which. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.listener.listen(0, '127.0.0.1', resolve)
    })
    return (this.listener.address() as AddressInfo).port
  }

  /** Cuts every connection that is open now; new ones are taken. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  /** From now on it only passes on; what is swallowed already stays so. */
  calm(): void {
    this.plan = null
  }

  /** Ends it; what waits is not passed on any more. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer)
    this.cut()
    await new Promise<void>((resolve) => {
      this.listener.close(() => resolve())
    })
  }

  private accept(client: Socket): void {
    const server = connect(this.targetPort, '127.0.0.1')
    server.on('connect', () => this.serverSidePorts.push(server.localPort ?? 0))
    const link: Link = { client, server, passed: { UP: 0, DOWN: 0 }, state: 'OPEN', done: false }
    this.watch(link, client, server, 'UP')
    this.watch(link, server, client, 'DOWN')
  }

  private watch(link: Link, from: Socket, to: Socket, direction: 'UP' | 'DOWN'): void {
    this.sockets.add(from)
    from.on('data', (bytes: Buffer) => this.pass(link, bytes, direction))
    // A reset is how a cut looks from the other side; what matters is the close that follows.
    from.on('error', () => from.destroy())
    from.on('close', () => {
      this.sockets.delete(from)
      if (link.state === 'OPEN') to.end()
      else if (link.state === 'SWALLOWING' && direction === 'UP') to.destroy()
    })
  }

  private pass(link: Link, bytes: Buffer, direction: 'UP' | 'DOWN'): void {
    if (link.state === 'SWALLOWING') return
    const { plan } = this
    const room =
      plan === null || plan.direction !== direction ? bytes.length : plan.atByte - link.passed[direction]
    const now = plan !== null && !link.done && plan.direction === direction && bytes.length >= room
    const head = now ? bytes.subarray(0, Math.max(0, room)) : bytes
    const to = direction === 'UP' ? link.server : link.client
    link.passed[direction] += head.length
    this.passed[direction] += head.length
    if (!now) {
      to.write(head)
      return
    }
    link.done = true
    const rest = bytes.subarray(head.length)
    if (head.length > 0) to.write(head, () => this.strike(link, { plan, rest, to }))
    else this.strike(link, { plan, rest, to })
  }

  private strike(
    link: Link,
    { plan, rest, to }: { readonly plan: ProxyPlan; readonly rest: Buffer; readonly to: Socket },
  ): void {
    switch (plan.fault) {
      case 'CUT':
        link.client.destroy()
        link.server.destroy()
        return
      case 'HALF_OPEN':
        link.state = 'SWALLOWING'
        link.server.destroy()
        return
      case 'BLACKHOLE':
        link.state = 'SWALLOWING'
        return
      case 'DELAY':
        link.state = 'WAITING'
        link.client.pause()
        link.server.pause()
        this.later(plan.delayMs ?? 0, () => {
          link.state = 'OPEN'
          if (rest.length > 0 && !to.destroyed) to.write(rest)
          if (link.client.destroyed) link.server.end()
          if (link.server.destroyed) link.client.end()
          link.client.resume()
          link.server.resume()
        })
    }
  }

  private later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      run()
    }, ms)
    this.timers.add(timer)
  }
}
