/**
 * A closed-loop HTTP/1.1 load over raw sockets: each connection sends its next request when the answer is whole. It does as
 * little as it can, because client and server share the machine.
 */
import { connect, type Socket } from 'node:net'

export interface LoadOptions {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  /** Stops after this many answers in total. */
  readonly requests: number
  /** The body of request n. */
  readonly body: (n: number) => string
  /** Called with each answer's body; throw to stop the run. */
  readonly onAnswer?: (body: string) => void
}

export interface LoadResult {
  readonly requestsPerSecond: number
  readonly latenciesMs: Float64Array
}

interface Head {
  readonly status: number
  readonly bodyStart: number
  readonly length: number
}

/** Runs the load. Rejects on a broken connection, an answer that is not 200, or one without a length. */
export async function closedLoop(options: LoadOptions): Promise<LoadResult> {
  const latenciesMs = new Float64Array(options.requests)
  let started = 0
  let answered = 0
  const head = [
    `POST ${options.path} HTTP/1.1`,
    `host: ${options.host}:${options.port}`,
    ...Object.entries(options.headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n')

  const drive = async (socket: Socket): Promise<void> => {
    let pending: Buffer = Buffer.alloc(0)
    let sentAt = 0
    let settle: { resolve: () => void; reject: (error: Error) => void } | null = null
    const next = (): void => {
      if (started >= options.requests) {
        settle?.resolve()
        return
      }
      const body = options.body(started)
      started += 1
      sentAt = performance.now()
      socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    }
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const parsed = headOf(pending)
      if (parsed === null || pending.length < parsed.bodyStart + parsed.length) return
      latenciesMs[answered] = performance.now() - sentAt
      answered += 1
      const body = pending.toString('utf8', parsed.bodyStart, parsed.bodyStart + parsed.length)
      pending = pending.subarray(parsed.bodyStart + parsed.length)
      if (parsed.status !== 200) {
        settle?.reject(new Error(`The server answered ${parsed.status}: ${body.slice(0, 300)}`))
        return
      }
      options.onAnswer?.(body)
      next()
    })
    await new Promise<void>((resolve, reject) => {
      settle = { resolve, reject }
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('The server closed the connection')))
      next()
    })
  }

  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => open(options.host, options.port)),
  )
  const begun = performance.now()
  await Promise.all(sockets.map(drive))
  const seconds = (performance.now() - begun) / 1_000
  for (const socket of sockets) {
    socket.removeAllListeners('close')
    socket.destroy()
  }
  return { requestsPerSecond: answered / seconds, latenciesMs }
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

const HEAD_END = Buffer.from('\r\n\r\n')

function headOf(buffer: Buffer): Head | null {
  const end = buffer.indexOf(HEAD_END)
  if (end < 0) return null
  const text = buffer.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
  if (length === undefined) throw new Error(`The answer has no content-length:\n${text}`)
  return { status: Number(text.slice(9, 12)), bodyStart: end + HEAD_END.length, length: Number(length) }
}
