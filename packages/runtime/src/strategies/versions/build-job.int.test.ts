/** A build goes on whatever becomes of the notes about it: a database that is away for a moment must not end a server that trades. */
import { expect, it } from 'vitest'
import { zipSync, strToU8 } from 'fflate'
import type { Database } from '../../database/database.ts'
import { buildQueue } from './build-job.ts'
import { platformKey } from './platform-key.ts'

it('is told to its end where a note of its progress is lost', async () => {
  const ended: unknown[] = []
  let notes = 0
  const answer = (text: string, values: readonly unknown[]): readonly object[] => {
    if (text.startsWith('SELECT name, content')) {
      const content = zipSync({ 'strategy.ts': strToU8('export default 1 +') })
      return [{ name: 'broken.zip', content }]
    }
    if (text.includes('FROM strategy_version')) {
      const source = JSON.stringify({ kind: 'ZIP', uploadId: 'upload' })
      return [
        { id: 'version', organizationId: 'org', status: 'QUEUED', source, digest: null, manifest: null },
      ]
    }
    if (!text.includes("status = 'BUILDING'")) ended.push(values[1])
    else if (++notes > 1) throw new Error('no database')
    return [{ id: 'version' }]
  }
  const queue = buildQueue({
    database: {
      query: async (text: string, values: readonly unknown[]) => Promise.resolve(answer(text, values)),
    } as unknown as Database,
    key: platformKey('a secret of at least thirty-two characters'),
    now: () => 1_000,
    packages: null,
    git: {},
    onChange: () => undefined,
  })
  const signal = new AbortController().signal
  await queue.work({ organizationId: 'org', versionId: 'version' }, { signal } as never)
  expect(notes).toBeGreaterThan(1)
  expect(ended).toEqual(['FAILED'])
})
