/** The command line against a real server, and the configuration that stops a start. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, startServer, type ServerProcess } from '@quarterdeck/testkit'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function quarterdeck(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { DATABASE_URL: _database, ...inherited } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: { ...inherited, ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-cli-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the command line of a running server', () => {
  const dataDir = join(directory, 'running')
  let server: ServerProcess
  const run = (...args: string[]) =>
    quarterdeck(args, { QUARTERDECK_DATA_DIR: dataDir, PORT: String(server.port) })

  beforeAll(async () => void (server = await startServer({ dataDir, fresh: true })))
  afterAll(() => server?.kill())

  it('shows balances as a table for people and as JSON for machines', async () => {
    expect((await run('balances')).out).toContain('AVAILABLE')
    const rows = JSON.parse((await run('balances', '--json')).out) as { currency: string; cash: string }[]
    expect(rows.find(({ currency }) => currency === 'USD')?.cash).toBe('1000000')
  })

  it('engages a kill switch until the venue confirms, and releases it with a reason', async () => {
    const killed = await run('kill', '--reason', 'drill', '--json')
    expect(killed.code, killed.err).toBe(0)
    const { id, phase } = JSON.parse(killed.out) as { id: string; phase: string }
    expect(phase).toBe('CONFIRMED')
    const released = await run('release', id, '--reason', 'the drill is over', '--json')
    expect(JSON.parse(released.out)).toMatchObject({ id, phase: 'RELEASED' })
    const again = await run('release', id, '--reason', 'twice')
    expect(again).toMatchObject({ code: 1 })
    expect(again.err).toMatch(/BAD_USER_INPUT/)
  })

  it('makes a key that works, lists it without its secret, and revokes it at once', async () => {
    const made = JSON.parse(
      (await run('api-key', 'create', '--org', 'demo', '--role', 'viewer', '--name', 'eyes', '--json')).out,
    ) as { id: string; secret: string }
    const keyFile = join(directory, 'viewer.key')
    writeFileSync(keyFile, made.secret)
    expect((await run('positions', '--key-file', keyFile)).code).toBe(0)
    const blocked = await run('kill', '--reason', 'no', '--key-file', keyFile)
    expect(blocked).toMatchObject({ code: 1 })
    expect(blocked.err).toMatch(/FORBIDDEN/)
    expect((await run('api-key', 'list', '--json')).out).not.toContain(made.secret)
    expect((await run('api-key', 'revoke', made.id)).code).toBe(0)
    expect((await run('positions', '--key-file', keyFile)).code).toBe(1)
  })

  it('refuses a second server on the same embedded database, naming the process', async () => {
    const second = await quarterdeck(['serve'], {
      QUARTERDECK_DATA_DIR: dataDir,
      PORT: String(await freePort()),
    })
    expect(second.code).toBe(1)
    expect(second.err).toContain(String(server.pid))
  })

  it('keeps the data directory, the key and the secret from other users', () => {
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    for (const name of ['owner.key', 'secret'])
      expect(statSync(join(dataDir, name)).mode & 0o777, name).toBe(0o600)
  })

  it('finds nothing wrong with a healthy server', async () => {
    const findings = JSON.parse((await run('doctor', '--json')).out) as { verdict: string }[]
    expect(findings.filter(({ verdict }) => verdict === 'fault')).toEqual([])
  })
})

describe('the journal from the command line', () => {
  const dataDir = join(directory, 'journal')
  const run = (...args: string[]) => quarterdeck(args, { QUARTERDECK_DATA_DIR: dataDir })

  beforeAll(async () => {
    const server = await startServer({ dataDir })
    await server.stop()
  })

  it('verifies, rebuilds, exports and replays', async () => {
    const verified = JSON.parse((await run('journal', 'verify', '--json')).out) as {
      ok: boolean
      journals: { events: number; head: { hash: string } }[]
    }
    expect(verified.ok).toBe(true)
    const events = verified.journals[0]?.events ?? 0
    const file = join(directory, 'journal.ndjson')
    expect((await run('journal', 'export', '--output', file)).code).toBe(0)
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(events)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      seq: events,
      hash: verified.journals[0]?.head.hash,
    })
    expect((await run('journal', 'rebuild', '--json')).code).toBe(0)
    const replayed = JSON.parse((await run('journal', 'replay', '--org', 'demo', '--until', '3')).out) as {
      seq: number
      stateHash: string
    }
    expect(replayed).toMatchObject({ seq: 3, stateHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
  })

  it('says no to what it does not know', async () => {
    expect(await run('journal', 'replay', '--org', 'nobody')).toMatchObject({ code: 1 })
    expect(await run('journal', 'replay', '--org', 'demo', '--until', 'yesterday')).toMatchObject({ code: 1 })
  })
})

describe('an installation without a demo', () => {
  it('is founded from the command line, and its owner key works', async () => {
    const dataDir = join(directory, 'founded')
    const env = { QUARTERDECK_DATA_DIR: dataDir }
    const founded = await quarterdeck(
      [
        'organization',
        'create',
        '--slug',
        'acme',
        '--name',
        'Acme',
        '--owner-email',
        'ann@acme.test',
        '--owner-name',
        'Ann',
        '--json',
      ],
      env,
    )
    expect(founded.code, founded.err).toBe(0)
    const { keyFile } = JSON.parse(founded.out) as { keyFile: string }
    const without = await quarterdeck(['second-factor', 'remove', '--email', 'ann@acme.test'], env)
    expect(without).toMatchObject({ code: 1, err: expect.stringContaining('has no second factor') as string })
    const server = await startServer({ dataDir, env: { QUARTERDECK_DEMO: '0' } })
    try {
      expect(
        await quarterdeck(['orders', '--key-file', keyFile], { PORT: String(server.port) }),
      ).toMatchObject({ code: 0, out: 'None.\n' })
    } finally {
      await server.kill()
    }
  })

  it.each([
    [['--slug', 'Not A Slug'], 'slug'],
    [['--currency', 'dollars'], 'currency'],
    [['--owner-email', 'nobody'], 'e-mail'],
  ])('refuses %j and names the field', async (change, field) => {
    const base = [
      'organization',
      'create',
      '--slug',
      'fine',
      '--name',
      'Fine',
      '--owner-email',
      'f@fine.test',
      '--owner-name',
      'Fay',
    ]
    const refused = await quarterdeck([...base, ...change], {
      QUARTERDECK_DATA_DIR: join(directory, 'refused'),
    })
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(field)
  })
})

describe('a start that is not configured right', () => {
  it.each([
    [{ PORT: '99999' }, 'PORT'],
    [{ PORT: 'http' }, 'PORT'],
    [{ HOST: 'not a host' }, 'HOST'],
    [{ QUARTERDECK_DEMO: 'yes' }, 'QUARTERDECK_DEMO'],
    [{ QUARTERDECK_TYPO: '1' }, 'QUARTERDECK_TYPO'],
    [{ DATABASE_URL: 'mysql://localhost/x', QUARTERDECK_SECRET: 'x'.repeat(32) }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgresql://127.0.0.1:1/x' }, 'QUARTERDECK_SECRET'],
    [{ DATABASE_URL: 'postgresql://127.0.0.1:1/x', QUARTERDECK_SECRET: 'x'.repeat(32) }, 'DATABASE_URL'],
    [{ QUARTERDECK_SECRET: 'short' }, 'QUARTERDECK_SECRET'],
  ])('stops with %j, names %s and shows no stack', async (env, variable) => {
    const stopped = await quarterdeck(['serve'], { QUARTERDECK_DATA_DIR: join(directory, 'wrong'), ...env })
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain(variable)
    expect(stopped.err).not.toMatch(/\n\s+at /)
  })

  it('stops where the port is taken, saying so', async () => {
    const dataDir = join(directory, 'first')
    const server = await startServer({ dataDir })
    const second = await quarterdeck(['serve'], {
      QUARTERDECK_DATA_DIR: join(directory, 'second'),
      PORT: String(server.port),
    })
    await server.kill()
    expect(second.code).toBe(1)
    expect(second.err).toMatch(/PORT: \d+ is in use/)
  })

  it('stops where the data directory cannot be written', async () => {
    const closed = join(directory, 'closed')
    writeFileSync(closed, 'a file, not a directory')
    chmodSync(closed, 0o400)
    const stopped = await quarterdeck(['serve'], { QUARTERDECK_DATA_DIR: closed })
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain(closed)
  })
})

describe('usage', () => {
  it.each([
    ['nonsense'],
    ['kill'],
    ['orders', '--limit', '0'],
    ['api-key', 'create', '--role', 'king', '--name', 'x'],
  ])('%j is wrong usage: exit 2', async (...args) => {
    expect((await quarterdeck(args)).code).toBe(2)
  })

  it.each([['--help'], ['serve', '--help'], ['journal', 'verify', '--help']])(
    '%j explains itself: exit 0',
    async (...args) => {
      const helped = await quarterdeck(args)
      expect(helped.code).toBe(0)
      expect(helped.out).toContain('Usage: quarterdeck')
    },
  )
})
