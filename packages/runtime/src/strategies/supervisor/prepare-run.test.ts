/** What the next run of a deployment is, of one piece: its terms, its code and its tape belong together. */
import { type Book, type DeploymentState, emptyMarket } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../database/database.ts'
import { type LoadedArtifact, prepareRun } from './prepare-run.ts'

const VERSION = { versionId: 'one', number: 1, digest: 'first' }
const CHANGED = { versionId: 'two', number: 2, digest: 'second' }

function stage(query: (text: string) => Promise<readonly object[]>) {
  const deployment = {
    id: 'dep',
    strategyId: 'strategy',
    accountIndex: 0,
    version: VERSION,
    params: '{}',
    instrumentIds: [] as readonly string[],
    seed: 1,
    revision: 1,
    name: 'first',
    deployedBy: { kind: 'USER', id: 'u', name: 'u', userId: 'u' },
  } as DeploymentState
  const account = { id: 'account', index: 0, currency: 'USD', cash: [] }
  const book = {
    strategies: new Map([['strategy', { name: 'momentum' }]]),
    accounts: [account],
    accountIndexById: new Map([['account', 0]]),
    risk: { positionsByAccount: [] },
    instruments: [],
  } as unknown as Book
  const prepare = (artifact: (digest: string) => Promise<LoadedArtifact>, wantsNew = true) =>
    prepareRun(
      {
        organizationId: 'org',
        database: { query } as unknown as Database,
        checkClaim: () => Promise.resolve(),
        now: () => 1_000,
        artifact,
        whenQuiet: (callback) => callback(book, emptyMarket()),
      },
      deployment,
      wantsNew ? [] : [{ n: 1, input: { type: 'start', at: 1 }, intents: [] }],
      wantsNew,
    )
  return { deployment, prepare }
}

const codeOf = (digest: string): LoadedArtifact => ({ bundle: `code of ${digest}`, stateVersion: null })

describe('the next run', () => {
  it('has the code of the version that it is recorded with, should the terms change meanwhile', async () => {
    const { deployment, prepare } = stage(() => Promise.resolve([]))
    const prepared = await prepare((digest) => {
      Object.assign(deployment, { version: CHANGED, revision: 2 })
      return Promise.resolve(codeOf(digest))
    })
    const { stored, parts } = prepared!
    expect(parts.bundle).toBe(`code of ${stored.digest}`)
    expect(stored.opening.revision).toBe(1)
  })

  it('is not taken up before what it decided is stored: an order after it would leave a hole', async () => {
    const open = {
      run: 1,
      versionId: 'one',
      digest: 'first',
      opening: '{}',
      hasEnded: false,
      finalState: null,
    }
    const { prepare } = stage((text) => {
      if (text.startsWith('INSERT INTO deployment_tape')) return Promise.reject(new Error('no database'))
      return Promise.resolve(text.includes('FROM deployment_run') ? [open] : [])
    })
    await expect(prepare((digest) => Promise.resolve(codeOf(digest)), false)).rejects.toThrow('no database')
  })
})
