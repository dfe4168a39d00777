/**
 * A real server in a process of its own: what a user starts, for tests that kill it, drive it with a browser or load it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { giveEmbeddedDatabase } from './embedded-template.ts'

export interface ServerOptions {
  /** Kept between starts of the same server. */
  readonly dataDir: string
  /** PostgreSQL; without it the embedded database in `dataDir`. */
  readonly databaseUrl?: string
  /** Whether it makes its embedded database itself, as a user's first start does; a copy of an empty one unless told. */
  readonly fresh?: boolean
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>
  /** Port to serve on; a free one by default. */
  readonly port?: number
  /** How long it may take to be ready, in milliseconds; three minutes unless told, for a machine that is busy. */
  readonly readyWithinMs?: number
}

export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Everything that it wrote so far. */
  output(): string
  /** The owner's API key, written at the first start. */
  ownerKey(): string
  /** SIGKILL: no handler runs. Resolves once the process is gone. */
  kill(): Promise<void>
  /** SIGTERM: a clean shutdown. Resolves with the exit code. */
  stop(): Promise<number | null>
}

const MAIN = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'apps', 'cli', 'src', 'main.ts')
const READY_TIMEOUT_MS = 180_000
const READY_POLL_MS = 25

/** Password of every demo user of a server started here. */
export const DEMO_PASSWORD = 'correct-horse-battery'

/** Starts a server and waits until `/readyz` says yes. Throws with its output where it does not come up. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const port = options.port ?? (await freePort())
  if (options.databaseUrl === undefined && options.fresh !== true) giveEmbeddedDatabase(options.dataDir)
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: {
      ...inherited(),
      HOST: '127.0.0.1',
      PORT: String(port),
      QUARTERDECK_DATA_DIR: options.dataDir,
      QUARTERDECK_DEMO: '1',
      QUARTERDECK_DEMO_PASSWORD: DEMO_PASSWORD,
      ...(options.databaseUrl === undefined
        ? {}
        : {
            DATABASE_URL: options.databaseUrl,
            QUARTERDECK_SECRET: 'a-secret-of-the-tests-that-is-long-enough-0123456789',
          }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'))
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await untilReady(child, `${url}/readyz`, {
    output: () => output,
    withinMs: options.readyWithinMs ?? READY_TIMEOUT_MS,
  })
  return {
    url,
    port,
    pid: child.pid ?? 0,
    output: () => output,
    ownerKey: () => readFileSync(join(options.dataDir, 'owner.key'), 'utf8').trim(),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('Invariant: a TCP server has a port')
  return address.port
}

/** The caller's environment without anything that would configure the server. */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !name.startsWith('QUARTERDECK_') &&
      !['DATABASE_URL', 'NATS_URL', 'REDIS_URL', 'PORT', 'HOST', 'NODE_OPTIONS'].includes(name),
  )
  return Object.fromEntries(kept)
}

async function untilReady(
  child: ChildProcess,
  readyUrl: string,
  { output, withinMs }: { readonly output: () => string; readonly withinMs: number },
): Promise<void> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended before it was ready:\n${output()}`)
    const ready = await fetch(readyUrl).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS))
  }
  child.kill('SIGKILL')
  throw new Error(`The server was not ready within ${withinMs} ms:\n${output()}`)
}
