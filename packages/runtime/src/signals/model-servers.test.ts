/** The operator's list of model servers: read whole, or refused with file and field. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readModelServers } from './model-servers.ts'

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-models-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const file = join(directory, 'signal-models.json')

describe('the list of model servers', () => {
  it('is empty without its file, and by name with it', () => {
    expect(readModelServers(directory).size).toBe(0)
    writeFileSync(file, JSON.stringify([{ name: 'house', url: 'http://127.0.0.1:9/score' }]))
    expect([...readModelServers(directory)]).toEqual([
      ['house', { url: 'http://127.0.0.1:9/score', token: null, follows: [] }],
    ])
  })

  it.each([
    ['is no JSON', 'x'],
    ['0.url must be an http or https address', '[{"name":"a","url":"file:///etc/passwd"}]'],
    ['0.name must be lower-case letters', '[{"name":"A B","url":"http://a"}]'],
  ])('is refused: %s', (fault, text) => {
    writeFileSync(file, text)
    expect(() => readModelServers(directory)).toThrow(fault)
  })
})
