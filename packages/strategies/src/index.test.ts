/** The package's face is light: whoever imports it loads no compiler, no bundler, no parser and no compartment. */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'

/** The packages that loading a file loads, through files of ours. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return new Set()
  seen.add(file)
  const { staticImports, staticExports } = parseSync(file, readFileSync(file, 'utf8')).module
  const imported = staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
    .map(({ moduleRequest }) => moduleRequest.value)
  const exported = staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value]))
  const found = new Set<string>()
  for (const name of [...imported, ...exported]) {
    if (!name.startsWith('.')) found.add(name)
    else for (const one of loadedBy(join(dirname(file), name), seen)) found.add(one)
  }
  return found
}

it('loads the SDK and Node alone', () => {
  const loaded = [...loadedBy(join(import.meta.dirname, 'index.ts'))].filter(
    (name) => !name.startsWith('node:'),
  )
  expect(loaded).toEqual(['@quarterdeck/sdk'])
})
