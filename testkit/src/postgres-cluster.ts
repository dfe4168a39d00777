/**
 * Starts a throw-away PostgreSQL cluster from the machine's own binaries.
 *
 * Integration tests run on the real database, not on a stand-in. A cluster lives in a private directory,
 * listens on a free loopback port and is gone when the run ends; nothing of the machine's own server is touched.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'

export interface PostgresCluster {
  /** Connects to the maintenance database as superuser. Put another database's name in its path for your own. */
  readonly adminUrl: string
  /** Stops the server and removes its files. Safe to call twice. */
  stop(): Promise<void>
}

/** What to install when no server binaries are found. */
export const POSTGRES_MISSING =
  'PostgreSQL server binaries (initdb, postgres) were not found: install PostgreSQL 14 or newer, ' +
  'e.g. `apt-get install postgresql`, `brew install postgresql@17`, or put its bin directory on PATH'

/** How long the server may take to accept its first connection. */
const READY_WITHIN_MS = 20_000

/** What the server says of a port that somebody took between the look for it and the start. */
const PORT_TAKEN = 'could not create any TCP/IP sockets'
const ATTEMPTS_MAX = 5

/** Returns the directory that holds `initdb` and `postgres`, the newest first, or undefined when there is none. */
export function findPostgresBin(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const candidates = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
    '/opt/homebrew/opt/postgresql@17/bin',
    '/usr/local/opt/postgresql@17/bin',
  ]
  return candidates.find((dir) => existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres')))
}

/**
 * Starts a cluster and waits until it answers.
 *
 * As root the server runs as the system user `postgres` (or `nobody`), because PostgreSQL refuses to run as root.
 * `nextPort` says where to try, again where the port was taken meanwhile. Throws {@link POSTGRES_MISSING} when the binaries are absent.
 */
export async function startPostgresCluster(nextPort = freePort): Promise<PostgresCluster> {
  const bin = findPostgresBin()
  if (!bin) throw new Error(POSTGRES_MISSING)
  const identity = unprivilegedIdentity()
  const dir = mkdtempSync(join(tmpdir(), 'quarterdeck-pg-'))
  if (identity) chownSync(dir, identity.uid, identity.gid)
  const data = join(dir, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust', '--no-sync']
  execFileSync(join(bin, 'initdb'), initdb, { ...identity, cwd: dir, stdio: 'pipe' })

  const removeFiles = () => rmSync(dir, { recursive: true, force: true })
  for (let attempt = 1; ; attempt += 1) {
    const server = startServer({ bin, dir, data, identity, port: await nextPort() })
    try {
      await Promise.race([untilReady(server, data), server.failed])
      const stop = () => server.stop().then(removeFiles)
      return { adminUrl: server.adminUrl, stop }
    } catch (error) {
      await server.stop()
      if (attempt < ATTEMPTS_MAX && (error as Error).message.includes(PORT_TAKEN)) continue
      removeFiles()
      throw error
    }
  }
}

interface ServerPlace {
  readonly bin: string
  readonly dir: string
  readonly data: string
  readonly identity: Identity | undefined
  readonly port: number
}

/** `failed` rejects with its last words when it ends. */
function startServer({ bin, dir, data, identity, port }: ServerPlace) {
  // The first three are the server's own defaults, stated because a test of durability may rely on them.
  const settings = ['fsync=on', 'synchronous_commit=on', 'timezone=UTC', `unix_socket_directories=${dir}`]
  settings.push('listen_addresses=127.0.0.1', 'max_connections=200', 'log_min_messages=fatal')
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...identity, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let complaint = ''
  server.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)))
  // When all that it said has been read, which is after it has gone.
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const failed = ended.then(() => Promise.reject(new Error(`PostgreSQL did not start: ${complaint}`)))
  // Nobody listens any more once it serves.
  failed.catch(() => undefined)
  const killWithParent = () => server.kill('SIGKILL')
  process.once('exit', killWithParent)
  return {
    adminUrl: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    failed,
    isGone: () => server.exitCode !== null || server.signalCode !== null,
    async stop(): Promise<void> {
      process.off('exit', killWithParent)
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients that forgot to leave.
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT')
      await ended
    },
  }
}

interface Identity {
  readonly uid: number
  readonly gid: number
}

/** The system user to run the server as, or undefined when the current user is not root. */
function unprivilegedIdentity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = ['postgres', 'nobody'].find((name) => spawnSync('id', [name]).status === 0)
  if (!user)
    throw new Error('PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as')
  const ask = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

/** Asks the system for a port that is free now. Another process may take it first. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      if (address === null || typeof address === 'string') return reject(new Error('no TCP port was given'))
      probe.close(() => resolve(address.port))
    })
  })
}

/** Resolves when the server of these files answers: at a port that was taken, somebody else's may. */
async function untilReady(
  { adminUrl: url, isGone }: Pick<ReturnType<typeof startServer>, 'adminUrl' | 'isGone'>,
  data: string,
): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
      if (rows[0]?.data_directory === data) return
      throw new Error(`Another server answers at ${url}`)
    } catch (error) {
      if (isGone() || Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}
