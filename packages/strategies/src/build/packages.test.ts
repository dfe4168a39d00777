/** Packages in a bundle: allowed, pinned, checked, and pure. */

import { describe, expect, it } from 'vitest'
import { buildArtifact } from './build.ts'
import type { BuildOutcome } from './outcome.ts'
import { forgePackage, lockOf } from './testing/forged-tarball.ts'
import { strategyWith, treeOf } from './testing/sources.ts'

const BUILD_MS_MAX = 240_000
const TYPES = { 'index.d.ts': 'export declare const one: number\n' }

type Package = ReturnType<typeof forgePackage>

/** Builds a strategy that imports the first of the packages, all of them allowed and pinned. */
function build(
  packages: readonly Package[],
  { skipsTypes = true, allowed = packages, change = {} } = {},
): Promise<BuildOutcome> {
  const [first] = packages
  const tree = treeOf({
    'strategy.ts': strategyWith({
      before: `import { one } from '${first?.pin.name}'`,
      name: `one === 1 ? 'one' : 'none'`,
    }),
    'package-lock.json': lockOf(
      packages.map(({ pin }) => pin),
      change,
    ),
  })
  return buildArtifact(tree, {
    skipsTypes,
    allowedPackages: allowed.map(({ pin }) => ({ name: pin.name })),
    packageStore: ({ name }) =>
      Promise.resolve(packages.find(({ pin }) => pin.name === name)?.tarball ?? null),
  })
}

const faultsOf = async (outcome: Promise<BuildOutcome>): Promise<readonly string[]> => {
  const settled = await outcome
  if (settled.ok) return []
  return settled.problems.map(({ rule, file, message }) => `${rule} ${file}: ${message}`)
}

describe('packages in a bundle', { timeout: BUILD_MS_MAX }, () => {
  it('are bundled with what they need, and listed with what the lock pinned', async () => {
    const used = forgePackage(
      '@maths/one',
      {
        'lib/main.cjs': `const { half } = require('halves')\nexports.one = half + half`,
        'lib/main.d.ts': TYPES['index.d.ts'],
      },
      { type: 'commonjs', main: 'lib/main.cjs', types: 'lib/main.d.ts' },
    )
    const needed = forgePackage('halves', {
      'index.js': 'export const half = 0.5',
      'index.d.ts': 'export declare const half: number',
    })
    const idle = forgePackage('idle-package', { 'index.js': 'export const idle = 1' })
    const outcome = await build([used, needed, idle], { skipsTypes: false })
    expect(outcome).toMatchObject({
      ok: true,
      artifact: { manifest: { name: 'one', packages: [used.pin, needed.pin] } },
    })
    if (!outcome.ok) return
    const sbom = JSON.parse(outcome.artifact.sbom) as { components: { purl?: string }[] }
    expect(sbom.components.map(({ purl }) => purl)).toEqual(
      expect.arrayContaining(['pkg:npm/%40maths/one@1.0.0', 'pkg:npm/halves@1.0.0']),
    )
  })

  it.each([
    ['reads files', `import 'fs'\nexport const one = 1`, /^NODE_BUILTIN node_modules\/maths\/index.js: fs/],
    [
      'starts processes',
      `export { exec as one } from 'node:child_process'`,
      /^NODE_BUILTIN node_modules\/maths\/index.js/,
    ],
    [
      'imports while it runs',
      `export const one = 1\nexport const f = () => import('./other.js')`,
      /^DYNAMIC_IMPORT node_modules\/maths\/index.js/,
    ],
    [
      'compiles machine code',
      `export const one = WebAssembly.compile`,
      /^WEB_ASSEMBLY node_modules\/maths\/index.js/,
    ],
    ['asks where it is', `export const one = import.meta.url`, /^IMPORT_META node_modules\/maths\/index.js/],
    [
      'reads the author’s files',
      `export { one } from '../../source/strategy.ts'`,
      /^IMPORT node_modules\/maths\/index.js/,
    ],
    [
      'reads the machine’s files',
      `export { one } from '/etc/passwd'`,
      /^IMPORT node_modules\/maths\/index.js/,
    ],
    [
      'needs a stranger',
      `export { one } from 'left-pad'`,
      /^PACKAGE_NOT_ALLOWED node_modules\/maths\/index.js: left-pad/,
    ],
  ])('are refused when one %s', async (_name, code, fault) => {
    const faults = await faultsOf(
      build([forgePackage('maths', { 'index.js': code, 'other.js': '', ...TYPES })]),
    )
    expect(faults).toContainEqual(expect.stringMatching(fault))
  })

  it.each([
    ['machine code', { 'index.js': '', 'build/maths.node': '' }, {}, /machine code/],
    ['a recipe for it', { 'index.js': '', 'binding.gyp': '{}' }, {}, /machine code/],
    ['WebAssembly', { 'index.js': '', 'maths.wasm': '' }, {}, /WebAssembly/],
    [
      'an install script',
      { 'index.js': '' },
      { scripts: { postinstall: 'evil' } },
      /install scripts are never run/,
    ],
    ['another name', { 'index.js': '' }, { name: 'evil' }, /the tarball is of evil 1.0.0/],
    ['another version', { 'index.js': '' }, { version: '6.6.6' }, /the tarball is of maths 6.6.6/],
  ])('are refused with %s, where they are imported', async (_name, files, face, message) => {
    const [fault] = await faultsOf(build([forgePackage('maths', files, face)]))
    expect(fault).toMatch(/^PACKAGE_CONTENT strategy.ts: maths 1.0.0: /)
    expect(fault).toMatch(message)
  })

  it('are refused by a name alone: what is not allowed, not pinned, or not what was pinned', async () => {
    const honest = forgePackage('maths', { 'index.js': 'export const one = 1', ...TYPES })
    const strangers = { ...honest, tarball: forgePackage('maths', { 'index.js': 'evil()' }).tarball }
    expect(await faultsOf(build([honest], { allowed: [] }))).toEqual([
      expect.stringMatching(/^PACKAGE_NOT_ALLOWED strategy.ts/),
    ])
    expect(await faultsOf(build([strangers]))).toEqual([
      expect.stringMatching(/^PACKAGE_INTEGRITY strategy.ts/),
    ])
    expect(await faultsOf(build([honest], { change: { link: true } }))).toEqual([
      expect.stringMatching(/^LOCK strategy.ts/),
    ])
  })
})
