/** The synthetic market's memory: what was written comes back; what cannot be read or written is said and costs nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileMemory } from './memory.ts'

let directory: string
let path: string
const onFault = vi.fn<(error: unknown) => void>()
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'quarterdeck-market-'))
  path = join(directory, 'market.json')
  onFault.mockClear()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('memory of the synthetic market', () => {
  it('gives back what was kept last, and nothing where nothing was', async () => {
    expect(fileMemory(path, onFault).recall()).toEqual({})
    const memory = fileMemory(path, onFault)
    await Promise.all(
      [61_000, 61_001, 61_001.5].map((btc) => memory.remember({ 'SIM:BTC-USD': btc, 'SIM:RAIN': 0.3 })),
    )
    expect(fileMemory(path, onFault).recall()).toEqual({ 'SIM:BTC-USD': 61_001.5, 'SIM:RAIN': 0.3 })
    expect(onFault).not.toHaveBeenCalled()
  })

  it.each(['', '{"SIM:BTC-USD": 61', '[1]', 'null'])(
    'starts anew from a damaged file %j, and says so',
    (text) => {
      writeFileSync(path, text)
      expect(fileMemory(path, onFault).recall()).toEqual({})
      expect(onFault).toHaveBeenCalledOnce()
    },
  )

  it('passes over what is no price', () => {
    writeFileSync(path, '{"a": -1, "b": "2", "c": null, "d": 4}')
    expect(fileMemory(path, onFault).recall()).toEqual({ d: 4 })
  })

  it('says once that it cannot write, and goes on', async () => {
    const memory = fileMemory(join(directory, 'missing', 'market.json'), onFault)
    await memory.remember({ a: 1 })
    await memory.remember({ a: 2 })
    expect(onFault).toHaveBeenCalledOnce()
  })
})
