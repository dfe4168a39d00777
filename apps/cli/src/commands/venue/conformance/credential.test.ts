import { PassThrough } from 'node:stream'
import type { CredentialField } from '@quarterdeck/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { credentialFrom, variableOf } from './credential.ts'

const FIELDS: readonly CredentialField[] = [
  { name: 'keyId', label: 'API key', secret: false, multiline: false },
  { name: 'secretKey', label: 'Secret key', secret: true, multiline: false },
]

/** What a person types, line by line. */
function typed(isTTY: boolean, ...lines: readonly string[]): NodeJS.ReadStream {
  const input = new PassThrough()
  const ask = [...lines]
  const next = (): void => {
    const line = ask.shift()
    if (line !== undefined) input.write(`${line}\n`)
  }
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown.push(String(text))
    if (String(text).endsWith(': ')) setImmediate(next)
    return true
  })
  return Object.assign(input, { isTTY }) as unknown as NodeJS.ReadStream
}
const shown: string[] = []
afterEach(() => {
  vi.restoreAllMocks()
  shown.length = 0
})

describe('a credential for the suite', () => {
  it('comes from variables that are named after the venue and the field', async () => {
    expect(variableOf('ALPACA', { name: 'secretKey' })).toBe('ALPACA_SECRET_KEY')
    const environment = { ALPACA_KEY_ID: 'PK1', ALPACA_SECRET_KEY: 'canary-secret' }
    expect(await credentialFrom('ALPACA', FIELDS, { environment, input: typed(false) })).toEqual({
      keyId: 'PK1',
      secretKey: 'canary-secret',
    })
  })

  it('is typed by a person without being shown', async () => {
    const input = typed(true, 'PK1', 'canary-secret')
    expect(await credentialFrom('ALPACA', FIELDS, { environment: {}, input })).toEqual({
      keyId: 'PK1',
      secretKey: 'canary-secret',
    })
    expect(shown.join('')).toContain('Secret key: ')
    expect(shown.join('')).not.toContain('canary')
  })

  it.each([
    ['half of it is set', { ALPACA_SECRET_KEY: 'canary-secret' }, /not whole: set ALPACA_KEY_ID/],
    [
      'nothing is set and nobody can be asked',
      {},
      /--credential-file, or set ALPACA_KEY_ID, ALPACA_SECRET_KEY/,
    ],
  ])('is asked for in words where %s', async (_why, environment, words) => {
    const reading = credentialFrom('ALPACA', FIELDS, { environment, input: typed(false) })
    await expect(reading).rejects.toThrow(words)
    await expect(reading).rejects.not.toThrow(/canary/)
  })
})
