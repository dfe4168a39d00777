/** Which prices a run trades on, and files of splits and dividends: what is refused before a bar is read. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { WrongUsage } from '../../exit.ts'
import { actionsOfFiles, basisOf } from './prices.ts'

const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-prices-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const file = join(directory, 'acme.csv')
writeFileSync(file, 'Date,Stock Splits\n2020-08-31,4:1\n')
const of = (...ids: readonly (string | null)[]) => ids.map((instrumentId) => ({ instrumentId }))

describe('prices of a run', () => {
  it('are raw unless said otherwise', () => {
    expect([basisOf({}), basisOf({ prices: 'split' }), basisOf({ prices: 'ADJUSTED' })]).toEqual([
      'RAW',
      'SPLIT',
      'ADJUSTED',
    ])
    expect(() => basisOf({ prices: 'real' })).toThrow(/--prices must be one of raw, split, adjusted/)
  })

  it('a file of actions is of the one instrument, or of the one that it is given for', async () => {
    const only = await actionsOfFiles([file], of(null))
    expect(only({ instrumentId: null })).toHaveLength(1)
    const named = await actionsOfFiles([`XNAS:ACME=${file}`], of('XNAS:ACME', 'XNAS:OTHER'))
    expect(named({ instrumentId: 'XNAS:ACME' })).toHaveLength(1)
    expect(named({ instrumentId: 'XNAS:OTHER' })).toBeNull()
  })

  it.each([
    [[file], of('XNAS:A', 'XNAS:B'), /name the instrument of each file/],
    [[`XNAS:C=${file}`], of('XNAS:A'), /there are no bars of XNAS:C/],
    [[file, file], of('XNAS:A'), /more than one file/],
    [['nowhere.csv'], of('XNAS:A'), /nowhere\.csv is no file/],
  ])('refuses %j', async (names, sources, message) => {
    const fault = await actionsOfFiles(names, sources).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(WrongUsage)
    expect((fault as Error).message).toMatch(message)
  })
})
