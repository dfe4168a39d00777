/** Shows when something derived is made again: by content, by absence, and after an attempt that failed. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { makeWhenStale, type Product } from './freshness.ts'

const root = mkdtempSync(join(tmpdir(), 'quarterdeck-fresh-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFileSync(join(root, path), text)
const product: Product = {
  name: 'thing',
  sources: ['src/**'],
  except: ['generated'],
  outputs: ['made.txt'],
  make: async () => write('made.txt', 'made'),
}
const make = (other: Partial<Product> = {}) => makeWhenStale(root, { ...product, ...other })

describe('derived files', () => {
  beforeEach(async () => {
    mkdirSync(join(root, 'src/generated'), { recursive: true })
    write('src/a.ts', '1')
    await make()
  })

  it('are kept while the content of their sources is the same, whatever the clock says', async () => {
    utimesSync(join(root, 'src/a.ts'), 1, 1)
    write('src/generated/x.ts', String(Math.random()))
    expect(await make()).toBe(false)
  })

  it('are made again when a source changes, comes or goes', async () => {
    write('src/a.ts', '2')
    expect(await make()).toBe(true)
    write('src/b.ts', '1')
    expect(await make()).toBe(true)
    rmSync(join(root, 'src/b.ts'))
    expect(await make()).toBe(true)
    expect(await make()).toBe(false)
  })

  it('are made again when they are gone', async () => {
    rmSync(join(root, 'made.txt'))
    expect(await make()).toBe(true)
  })

  it('are tried again after an attempt that failed', async () => {
    write('src/a.ts', '3')
    await expect(make({ make: () => Promise.reject(new Error('half-way')) })).rejects.toThrow('half-way')
    write('src/a.ts', '1')
    expect(await make()).toBe(true)
  })
})
