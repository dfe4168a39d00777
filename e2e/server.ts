/** Starts the real server, as `quarterdeck serve` does, on a free port with a data directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const DEMO_PASSWORD = 'a-demo-password-for-tests'
const MAIN = join(import.meta.dirname, '../apps/cli/src/main.ts')
const START_WITHIN_MS = 60_000

/** Variables that it starts with beside those of every server here. */
export type Environment = Readonly<Record<string, string>>

export interface TestServer {
  readonly url: string
  /** Kills the process as a crash would. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same port with the same data. */
  readonly start: () => Promise<void>
  /** Ends the process and removes its data. */
  readonly close: () => Promise<void>
}

/** Starts a server and resolves once it serves. Rejects with what it said when it does not. */
export async function startServer(environment: Environment = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-e2e-'))
  const port = await freePort()
  let child: ChildProcess | null = null

  const start = async () => {
    child = await launch(port, dataDir, environment)
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const running = child
    child = null
    if (!running || running.exitCode !== null) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    start,
    close: async () => {
      await end('SIGTERM')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, dataDir: string, environment: Environment): Promise<ChildProcess> {
  const { DATABASE_URL: _database, NATS_URL: _nats, REDIS_URL: _redis, ...env } = process.env
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: {
      ...env,
      PORT: String(port),
      HOST: '127.0.0.1',
      QUARTERDECK_DATA_DIR: dataDir,
      QUARTERDECK_DEMO_PASSWORD: DEMO_PASSWORD,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The server did not start within ${START_WITHIN_MS} ms. It said:\n${said}`))
    }, START_WITHIN_MS)
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.includes('Quarterdeck is at ')) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The server ended with ${code}. It said:\n${said}`))
    })
  })
  return child
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('Invariant: a TCP server has a port')
  return address.port
}
