/** Packages in a bundle: allowed, pinned, checked, and pure. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildArtifact } from './build.ts'
import { packageFolder } from './package-folder.ts'
import type { BuildOutcome } from './outcome.ts'
import { forgePackage, lockOf } from './testing/forged-tarball.ts'
import { strategyWith, treeOf } from './testing/sources.ts'

const TYPES = { 'index.d.ts': 'export declare const one: number\n' }

type Package = ReturnType<typeof forgePackage>

interface Terms {
  /** The imports of the strategy. */
  readonly imports: string
  readonly name?: string
  readonly skipsTypes?: boolean
  readonly allowed?: readonly Package[]
  /** Laid over each entry of the lock. */
  readonly change?: Readonly<Record<string, unknown>>
}

/** Builds a strategy with packages that are all pinned, and allowed unless it is said. */
function build(packages: readonly Package[], terms: Terms): Promise<BuildOutcome> {
  const { imports, name = `'idle'`, skipsTypes = true, allowed = packages, change = {} } = terms
  const pins = packages.map(({ pin }) => pin)
  const tree = treeOf({
    'strategy.ts': strategyWith({ before: imports, name }),
    'package-lock.json': lockOf(pins, change),
  })
  return buildArtifact(tree, {
    skipsTypes,
    allowedPackages: allowed.map(({ pin }) => ({ name: pin.name })),
    packageStore: (pin) =>
      Promise.resolve(packages.find((one) => one.pin.name === pin.name)?.tarball ?? null),
  })
}

/** The problems of a build as `RULE file:line: message`, in order. */
async function faultsOf(outcome: Promise<BuildOutcome>): Promise<readonly string[]> {
  const settled = await outcome
  if (settled.ok) return []
  return settled.problems.map(({ rule, file, line, message }) => `${rule} ${file}:${line}: ${message}`).sort()
}

describe('package folder', () => {
  it('gives tarballs as npm pack names them, and null for what is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-packages-'))
    const { pin, tarball } = forgePackage('@maths/one', {})
    writeFileSync(join(folder, 'maths-one-1.0.0.tgz'), tarball)
    const store = packageFolder(folder)
    expect(await store(pin)).toEqual(Buffer.from(tarball))
    expect(await store({ ...pin, version: '1.0.1' })).toBe(null)
    rmSync(folder, { recursive: true })
  })
})

describe('packages in a bundle', () => {
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
    const idle = forgePackage('idle-package', {
      'index.js': 'export const idle = 1',
      'index.d.ts': 'export declare const idle: number',
    })
    const outcome = await build([used, needed, idle], {
      imports: `import { one } from '@maths/one'\nimport { idle } from 'idle-package'\nexport const shaken = (): number => idle`,
      name: `one === 1 ? 'one' : 'none'`,
      skipsTypes: false,
    })
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems))
    const { manifest, sbom } = outcome.artifact
    expect(manifest).toMatchObject({ name: 'one', packages: [used.pin, needed.pin] })
    const { components } = JSON.parse(sbom) as { components: { purl?: string }[] }
    expect(components.map(({ purl }) => purl)).toEqual(
      expect.arrayContaining(['pkg:npm/%40maths/one@1.0.0', 'pkg:npm/halves@1.0.0']),
    )
  })

  it('are told where they fail while they are loaded', async () => {
    const maths = forgePackage('maths', {
      'index.js': `\n  export const one = globalThis.process.env.ONE`,
      ...TYPES,
    })
    const faults = await faultsOf(
      build([maths], { imports: `import { one } from 'maths'`, name: 'String(one)' }),
    )
    expect(faults).toEqual([expect.stringMatching(/^EVALUATION node_modules\/maths\/index.js:2: /)])
  })

  it('are refused for what their modules hold, with rule, file and line', async () => {
    const modules: Readonly<Record<string, string>> = {
      'files.js': `import 'fs'`,
      'processes.js': `\nexport * from 'node:child_process'`,
      'late.js': `export const late = () =>\n  import('./files.js')`,
      'machine-code.js': `export const module = WebAssembly.Module`,
      'place.js': `export const place = import.meta.url`,
      'author.js': `export * from '../../source/strategy.ts'`,
      'machine.js': `export * from '/etc/passwd'`,
      'stranger.js': `export * from 'left-pad'`,
      'made-up.cjs': `module.exports = require('f' + 's')`,
    }
    const index = Object.keys(modules).map((path) => `import './${path}'`)
    const maths = forgePackage('maths', { 'index.js': index.join('\n'), ...modules, ...TYPES })
    const faults = await faultsOf(build([maths], { imports: `import 'maths'` }))
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'DYNAMIC_IMPORT node_modules/maths/late.js:2',
      'IMPORT node_modules/maths/author.js:1',
      'IMPORT node_modules/maths/machine.js:1',
      'IMPORT_META node_modules/maths/place.js:1',
      'NODE_BUILTIN node_modules/maths/files.js:1',
      'NODE_BUILTIN node_modules/maths/processes.js:2',
      'PACKAGE_NOT_ALLOWED node_modules/maths/stranger.js:1',
      'REQUIRE node_modules/maths/made-up.cjs:1',
      'WEB_ASSEMBLY node_modules/maths/machine-code.js:1',
    ])
  })

  it('are refused for what their tarballs hold, where they are imported', async () => {
    const one = { 'index.js': 'export const one = 1' }
    const packages = [
      forgePackage('addon', { ...one, 'build/maths.node': '' }),
      forgePackage('gyp', { ...one, 'binding.gyp': '{}' }),
      forgePackage('installer', one, { scripts: { postinstall: 'evil' } }),
      forgePackage('pretender', one, { name: 'evil' }),
      forgePackage('upgraded', one, { version: '6.6.6' }),
      forgePackage('wasm', { ...one, 'maths.wasm': '' }),
    ]
    const imports = packages.map(({ pin }) => `import '${pin.name}'`).join('\n')
    expect(await faultsOf(build(packages, { imports }))).toEqual([
      expect.stringMatching(/^PACKAGE_CONTENT strategy.ts:2: addon 1.0.0: .* is machine code/),
      expect.stringMatching(/^PACKAGE_CONTENT strategy.ts:3: gyp 1.0.0: .* is machine code/),
      expect.stringMatching(
        /^PACKAGE_CONTENT strategy.ts:4: installer 1.0.0: .* install scripts are never run/,
      ),
      expect.stringMatching(/^PACKAGE_CONTENT strategy.ts:5: pretender 1.0.0: the tarball is of evil 1.0.0/),
      expect.stringMatching(
        /^PACKAGE_CONTENT strategy.ts:6: upgraded 1.0.0: the tarball is of upgraded 6.6.6/,
      ),
      expect.stringMatching(/^PACKAGE_CONTENT strategy.ts:7: wasm 1.0.0: .* is WebAssembly/),
    ])
  })

  it('are refused by a name alone: what is not allowed, not pinned, or not what was pinned', async () => {
    const honest = forgePackage('maths', { 'index.js': 'export const one = 1', ...TYPES })
    const strangers = { ...honest, tarball: forgePackage('maths', { 'index.js': 'evil()' }).tarball }
    const imports = `import 'maths'`
    const fault = async (packages: readonly Package[], terms: Partial<Terms> = {}): Promise<unknown> =>
      (await faultsOf(build(packages, { imports, ...terms })))[0]?.split(': ')[0]
    expect(await fault([honest], { allowed: [] })).toBe('PACKAGE_NOT_ALLOWED strategy.ts:2')
    expect(await fault([], { allowed: [honest] })).toBe('PACKAGE_NOT_LOCKED strategy.ts:2')
    expect(await fault([honest], { change: { link: true } })).toBe('LOCK strategy.ts:2')
    expect(await fault([strangers])).toBe('PACKAGE_INTEGRITY strategy.ts:2')
  })
})
