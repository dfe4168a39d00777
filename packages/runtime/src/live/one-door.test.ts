/** What writes at a venue is reached through one door, and by the live desk alone: paper and shadow have no way to it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

const SOURCES = join(import.meta.dirname, '..')

/** Files of the runtime whose code says so, tests and what serves them aside. */
function filesThatSay(pattern: RegExp): readonly string[] {
  return readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/testing/') && pattern.test(readFileSync(path, 'utf8')))
    .map((path) => relative(SOURCES, path))
    .toSorted()
}

it('lets the live desk alone open a writing half', () => {
  expect(filesThatSay(/import \{[^}]*\bopenLive\b[^}]*\} from/)).toEqual(['live/live-desk.ts'])
})

it('has writing halves made where connections keep them for the live desk, and nowhere else', () => {
  expect(filesThatSay(/\.openBoth\(/)).toEqual(['connections/venue-connector.ts'])
  expect(filesThatSay(/\bnew LiveVenue\(/)).toEqual(['connections/open-live.ts'])
})
