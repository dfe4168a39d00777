/** Workflows from a terminal: kept from JSON and TypeScript, run to the end, looked at, taken up and cancelled, on a real server. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type ServerProcess } from '@quarterdeck/testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const BARS = [
  'time,open,high,low,close,volume',
  ...Array.from({ length: 300 }, (_, minute) => {
    const close = (100 + 10 * Math.sin(minute / 20)).toFixed(2)
    return `${new Date(Date.UTC(2026, 0, 5) + minute * 60_000).toISOString()},${close},${close},${close},${close},10`
  }),
].join('\n')

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-workflow-'))
const dataDir = join(directory, 'data')
let server: ServerProcess
let datasetId: string

const url = () => `http://127.0.0.1:${server.port}`
const authorization = () => `Bearer ${readFileSync(join(dataDir, 'owner.key'), 'utf8').trim()}`

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const answer = await fetch(`${url()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: authorization() },
    body: JSON.stringify({ query, variables }),
  })
  return ((await answer.json()) as { readonly data: Data }).data
}

interface House {
  readonly organization: {
    readonly id: string
    readonly datasets: { readonly edges: readonly { readonly node: { readonly id: string } }[] }
  }
}
const house = () =>
  ask<House>('{ organization(slug: "demo") { id datasets(first: 1) { edges { node { id } } } } }')

beforeAll(async () => {
  server = await startServer({ dataDir })
  const { organization } = await house()
  const uploaded = await fetch(`${url()}/api/uploads?organizationId=${organization.id}&name=wave.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', authorization: authorization() },
    body: BARS,
  })
  const { uploadId } = (await uploaded.json()) as { readonly uploadId: string }
  await ask('mutation($i: ImportDatasetInput!) { importDataset(input: $i) { __typename } }', {
    i: {
      organizationId: organization.id,
      uploadId,
      instrumentId: 'SIM:WAVE',
      timeframe: '1m',
      assetClass: 'EQUITY',
    },
  })
  datasetId = await vi.waitFor(
    async () => (await house()).organization.datasets.edges[0]?.node.id ?? expect.fail('no dataset yet'),
    { timeout: 60_000, interval: 100 },
  )
})
afterAll(async () => {
  await server?.kill()
  rmSync(directory, { recursive: true, force: true })
})

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function workflow(...args: readonly string[]): Promise<Ran> {
  const { DATABASE_URL: _, ...inherited } = process.env
  const env = { ...inherited, QUARTERDECK_DATA_DIR: dataDir, PORT: String(server.port) }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'workflow', ...args], { env, cwd: directory }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

interface Run {
  readonly id: string
  readonly status: string
  readonly steps: readonly { readonly stepId: string; readonly status: string; readonly attempts: number }[]
}
const runIn = ({ out }: Ran) => JSON.parse(out) as Run

const judged = (name: string, atLeast: number) => ({
  name,
  steps: [
    { id: 'backtest', action: { do: 'BACKTEST', strategy: 'sma-cross', datasetIds: [datasetId] } },
    {
      id: 'judge',
      needs: ['backtest'],
      action: { do: 'REQUIRE', of: 'backtest', figures: [{ figure: 'totalReturn', atLeast }] },
    },
  ],
})

function write(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

describe('a workflow from a terminal', () => {
  it('is kept from a JSON file and run to its end', async () => {
    const saved = await workflow('save', write('passes.json', JSON.stringify(judged('passes', -1))))
    expect(saved).toMatchObject({ code: 0, err: '' })
    expect(saved.out).toContain('Version 1 of passes is kept; it begins: by hand.')
    const ran = await workflow('run', 'passes', '--wait', '--json')
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(runIn(ran)).toMatchObject({
      status: 'SUCCEEDED',
      steps: [
        { stepId: 'backtest', status: 'SUCCEEDED' },
        { stepId: 'judge', status: 'SUCCEEDED' },
      ],
    })
    expect((await workflow('list')).out).toMatch(/passes +1 +by hand +SUCCEEDED/)
  })

  it('is kept from a TypeScript file, says no where it fails, and is taken up there', async () => {
    const typed = `interface Definition { readonly name: string }
const definition: Definition = ${JSON.stringify({ ...judged('fails', 1_000), schedule: { cron: '0 6 * * *' } })}
export default definition
`
    expect((await workflow('save', write('fails.ts', typed))).code).toBe(0)
    const failed = await workflow('run', 'fails', '--wait')
    expect(failed.code).toBe(1)
    expect(failed.out).toMatch(/judge +FAILED +1 of 1 /)
    expect(failed.err).toMatch(/^fails failed at judge: totalReturn is .* at least 1000 is required\n$/)
    const again = await workflow('restart', 'fails', '--wait', '60', '--json')
    expect(again.code).toBe(1)
    // It has all of its attempts again: one, as before.
    expect(runIn(again).steps).toMatchObject([{ attempts: 1 }, { attempts: 1, status: 'FAILED' }])
    const seen = await workflow('status', runIn(again).id)
    expect(seen.code).toBe(1)
    expect(seen.out).toMatch(/^fails version 1: FAILED after /)
    expect((await workflow('disable', 'fails')).out).toBe('The schedule of fails does not count.\n')
    expect((await workflow('list')).out).toContain('0 6 * * * in UTC (disabled)')
  })

  it('is cancelled while it goes on, and deleted', async () => {
    const [first] = judged('waits', 0).steps
    const steps = [
      { ...first, id: 'a' },
      ...['b', 'c', 'd'].map((id, at) => ({ ...first, id, needs: ['abc'[at]] })),
    ]
    await workflow('save', write('waits.json', JSON.stringify({ name: 'waits', steps })))
    expect((await workflow('run', 'waits')).code).toBe(0)
    expect(await workflow('cancel', 'waits')).toMatchObject({ code: 0, err: '' })
    const seen = await workflow('status', 'waits', '--json')
    expect(runIn(seen)).toMatchObject({ status: 'CANCELLED', steps: [{}, {}, {}, { status: 'CANCELLED' }] })
    expect((await workflow('delete', 'waits')).code).toBe(0)
    expect((await workflow('status', 'waits')).err).toContain('There is no workflow waits')
  })

  it('that cannot be kept is refused: what the file is, and where in it the fault stands', async () => {
    expect(await workflow('save', 'nowhere.json')).toMatchObject({ code: 2 })
    expect((await workflow('save', write('broken.json', '{'))).err).toContain('is no JSON')
    expect(await workflow('save', write('empty.ts', 'export {}\n'))).toMatchObject({ code: 2 })
    const [, judge] = judged('alone', 0).steps
    const refused = await workflow(
      'save',
      write('alone.json', JSON.stringify({ name: 'alone', steps: [judge] })),
    )
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('"backtest" is no other step (input.definition.steps[0].needs)')
    expect(await workflow('run', 'nothing')).toMatchObject({ code: 1 })
  })
})
