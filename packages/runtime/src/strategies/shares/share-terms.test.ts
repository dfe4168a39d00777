/** What each organization may have is the operator's to say: for all, and for one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readShareTable } from './share-terms.ts'

const folder = mkdtempSync(join(tmpdir(), 'fair-shares-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (content: object) => writeFileSync(join(folder, 'fair-shares.json'), JSON.stringify(content))

it('is the same for all without a file', () => {
  const table = readShareTable(join(folder, 'nowhere'))
  expect(table.of('org-1')).toEqual(table.of('org-2'))
  expect(table.of('org-1').weight).toBe(1)
})

it('is what the file says of an organization, else of all, else the default', () => {
  write({ default: { processesMax: 8 }, organizations: { 'org-1': { weight: 3 } } })
  const table = readShareTable(folder)
  expect(table.of('org-1')).toEqual({ weight: 3, processesMax: 8, memoryMiBMax: 4_096 })
  expect(table.of('org-2')).toEqual({ weight: 1, processesMax: 8, memoryMiBMax: 4_096 })
})

it('names file and field where it is wrong', () => {
  write({ organizations: { 'org-1': { weight: 0 } } })
  expect(() => readShareTable(folder)).toThrow(/fair-shares\.json: organizations\.org-1\.weight /)
})
