/** The terminal story of a strategy: made, edited, checked, deployed, watched, changed, rolled back and stopped, on a real server. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startServer, type ServerProcess } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface Deployed {
  readonly id: string
  readonly name: string
  readonly desired: string
  readonly version: { readonly number: number; readonly digest: string }
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly observed: { readonly activity: string; readonly ordersSent: number } | null
}

interface Line {
  readonly message: string
  readonly level: string
  readonly run: number
}

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-story-'))
const dataDir = join(directory, 'data')
const folder = join(directory, 'momentum')
const file = join(folder, 'momentum.ts')
let server: ServerProcess

beforeAll(async () => void (server = await startServer({ dataDir })))
afterAll(async () => {
  await server?.kill()
  rmSync(directory, { recursive: true, force: true })
})

const environment = () => {
  const { DATABASE_URL: _, ...inherited } = process.env
  return { ...inherited, QUARTERDECK_DATA_DIR: dataDir, PORT: String(server.port) }
}

function quarterdeck(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: environment(), cwd: directory }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const ran = await quarterdeck(...args, '--json')
  expect(ran.code, ran.err).toBe(0)
  expect(ran.err, 'progress goes to a terminal alone').toBe('')
  return JSON.parse(ran.out) as T
}

async function logged(...args: readonly string[]): Promise<readonly Line[]> {
  const ran = await quarterdeck('strategy', 'logs', 'momentum', '--json', ...args)
  expect(ran.code, ran.err).toBe(0)
  return ran.out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))
}

const deploy = (...args: readonly string[]): Promise<Deployed> =>
  json<Deployed>('strategy', 'deploy', 'momentum', '--account', 'Paper', '--wait', ...args)

/** The one edit of the story: what it says when it starts, and an order at once, so that there is something to see. */
function edit(word: string): void {
  const text = readFileSync(file, 'utf8')
  const start = `onStart({ log, orders, params, portfolio }) {
    log.info('${word}, held ' + portfolio.position(params.instrument).lots)
    orders.targetPosition(params.instrument, '0.01')
  },
  onBar(`
  writeFileSync(file, text.replace(/(onStart\([\s\S]*?\n {2}\},\n {2})?onBar\(/, start))
}

describe('the terminal story of a strategy', () => {
  it('is made and checked', async () => {
    await json('strategy', 'new', 'momentum')
    edit('one')
    expect((await quarterdeck('strategy', 'check', file)).code).toBe(0)
  })

  it('is deployed to a paper account, runs, orders and logs', async () => {
    const deployed = await deploy('--param', 'length=5')
    expect(deployed).toMatchObject({
      name: 'momentum',
      desired: 'RUNNING',
      version: { number: 1 },
      observed: { activity: 'RUNNING' },
    })
    expect(deployed.parameters).toContainEqual({ name: 'length', value: '5' })
    await expect.poll(async () => (await logged()).map(({ message }) => message)).toContain('one, held 0')
    await expect
      .poll(async () => JSON.parse((await quarterdeck('orders', '--json')).out) as object[])
      .toMatchObject([{ side: 'BUY', quantity: '0.01' }])
    expect((await quarterdeck('strategy', 'list')).out).toMatch(/momentum .*RUNNING +RUNNING/)
  })

  it('is followed: what it logs comes as it is logged, once', async () => {
    const child = spawn(process.execPath, [MAIN, 'strategy', 'logs', 'momentum', '--follow', '--json'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const seen: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) =>
      seen.push((JSON.parse(line) as Line).message),
    )
    await expect.poll(() => seen).toContain('one, held 0')
    edit('two')
    await deploy()
    await expect.poll(() => seen.some((message) => message.startsWith('two, held'))).toBe(true)
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    expect(await closed).toBe(0)
    expect(seen.filter((message) => message === 'one, held 0')).toHaveLength(1)
  })

  it('keeps its parameters through an upgrade, and what it holds', async () => {
    const [listed] = await json<{ deployments: Deployed[] }[]>('strategy', 'list')
    expect(listed?.deployments).toMatchObject([{ version: { number: 2 } }])
    expect(listed?.deployments[0]?.parameters).toContainEqual({ name: 'length', value: '5' })
    const [two] = (await logged()).filter(({ message }) => message.startsWith('two'))
    expect(two?.message).not.toBe('two, held 0')
  })

  it('says what is wrong with a source, with its place and rule, and goes on with what ran', async () => {
    const right = readFileSync(file, 'utf8')
    writeFileSync(file, right.replace('log.info(', 'log.inform('))
    const refused = await quarterdeck('strategy', 'deploy', 'momentum', '--account', 'Paper')
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/momentum\.ts:\d+:\d+ TYPES .*inform/)
    writeFileSync(file, right)
    const [listed] = await json<{ deployments: Deployed[] }[]>('strategy', 'list')
    expect(listed?.deployments).toMatchObject([{ version: { number: 2 }, desired: 'RUNNING' }])
  })

  it('is rolled back, to the version before or to a number', async () => {
    expect(await json('strategy', 'rollback', 'momentum')).toMatchObject({ version: { number: 1 } })
    await expect
      .poll(async () => (await logged()).filter(({ message }) => message.startsWith('one')).length)
      .toBe(2)
    expect(await json('strategy', 'rollback', 'momentum', '--to', '2')).toMatchObject({
      version: { number: 2 },
    })
    const none = await quarterdeck('strategy', 'rollback', 'momentum', '--to', '9')
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('it has: 2, 1') as string })
  })

  it('is paused, started and stopped', async () => {
    const is = async (activity: string) => {
      await expect
        .poll(
          async () =>
            (await json<{ deployments: Deployed[] }[]>('strategy', 'list'))[0]?.deployments[0]?.observed,
        )
        .toMatchObject({ activity })
    }
    expect(await json('strategy', 'pause', 'momentum')).toMatchObject({ desired: 'PAUSED' })
    await is('PAUSED')
    expect(await json('strategy', 'start', 'momentum')).toMatchObject({ desired: 'RUNNING' })
    await is('RUNNING')
    expect(await json('strategy', 'stop', 'momentum', '--reason', 'the story ends')).toMatchObject({
      desired: 'STOPPED',
    })
    await is('STOPPED')
  })

  it.each([
    [['logs', 'nobody'], 1, 'There is no deployment nobody; there are: momentum/momentum'],
    [['deploy', 'nowhere', '--account', 'Paper'], 2, 'there is no folder and no file nowhere'],
    [['deploy', 'momentum', '--account', 'None'], 1, '--account: there is no account None; there are: Paper'],
    [['deploy', 'momentum'], 2, '--account'],
    [['logs', 'momentum', '--since', 'noon'], 2, '--since must be an instant'],
    [['logs', 'momentum', '--level', 'loud'], 2, '--level must be one of debug, info, warn, error'],
  ])('answers %j with exit code %d', async (args, code, message) => {
    const ran = await quarterdeck('strategy', ...args)
    expect(ran.err).toContain(message)
    expect(ran.code).toBe(code)
  })
})
