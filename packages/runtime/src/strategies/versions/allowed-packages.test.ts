/** An organization's strategies may use what the operator's list names for all, and for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packagesOf } from './allowed-packages.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quarterdeck-packages-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const listed = (text: string) => writeFileSync(join(folder, 'allowed.json'), text)

it('gives what is named for all and for the organization, and nothing of another', async () => {
  listed('{"*": ["ms"], "one": [{"name": "@math/stats", "version": "1.2.3"}], "other": ["left"]}')
  const packages = packagesOf(folder)
  expect(await packages.allowed('one')).toEqual([{ name: 'ms' }, { name: '@math/stats', version: '1.2.3' }])
  expect(await packages.allowed('nobody')).toEqual([{ name: 'ms' }])
  listed('{}')
  expect(await packages.allowed('one')).toEqual([])
})

it('allows nothing by a list that cannot be read', async () => {
  listed('{"*": ["../ms"]}')
  await expect(packagesOf(folder).allowed('one')).rejects.toThrow('allowed.json')
})
