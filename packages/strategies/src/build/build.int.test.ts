/** The whole of a build: what comes out, that it is the same everywhere, and what becomes of a source that is refused. */

import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signArtifact } from '../artifact/sign.ts'
import { verifyArtifact } from '../artifact/verify.ts'
import { createSourceTree } from '../submission/source-tree.ts'
import { buildArtifact, type BuildTerms } from './build.ts'
import { BUILD_LIMITS, type BuildLimits } from './limits.ts'
import { BUILD_STEPS, type BuildOutcome } from './outcome.ts'
import { forgePackage, lockOf } from './testing/forged-tarball.ts'
import { strategyWith, treeOf } from './testing/sources.ts'

const SMA_CROSS = join(import.meta.dirname, '..', '..', '..', 'sdk', 'examples', 'sma-cross.ts')
let temporary: string
let temporaryBefore: string | undefined

beforeEach(() => {
  temporaryBefore = process.env['TMPDIR']
  temporary = mkdtempSync(join(tmpdir(), 'quarterdeck-test-'))
  process.env['TMPDIR'] = temporary
})

afterEach(() => {
  const left = readdirSync(temporary)
  if (temporaryBefore === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = temporaryBefore
  rmSync(temporary, { recursive: true, force: true })
  // Of every test: a build leaves nothing behind, however it ends.
  expect(left).toEqual([])
})

type Files = Readonly<Record<string, string>>

function artifactOf(outcome: BuildOutcome) {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 2))
  return outcome.artifact
}

/** The problems of a build as `RULE file:line:column`. */
function faultsOf(outcome: BuildOutcome): readonly string[] {
  if (outcome.ok) return []
  return outcome.problems.map(({ rule, file, line, column }) => {
    const place = [file, line, column].filter((one) => one !== null).join(':')
    return place === '' ? rule : `${rule} ${place}`
  })
}

const limits = (change: Partial<BuildLimits>): BuildLimits => ({ ...BUILD_LIMITS, ...change })
/** Without the type check, where it is not what is tried. */
const build = (files: Files, terms: BuildTerms = {}) =>
  buildArtifact(treeOf(files), { skipsTypes: true, ...terms })

describe('build: what comes out', () => {
  it('is an artifact that says what the strategy is, and the platform can vouch for', async () => {
    const steps: string[] = []
    const tree = createSourceTree([{ path: 'sma-cross.ts', bytes: readFileSync(SMA_CROSS) }])
    const outcome = await buildArtifact(tree, {
      onProgress: ({ step, done, of }) => steps.push(`${step} ${done}/${of}`),
    })
    const artifact = artifactOf(outcome)
    expect(artifact.manifest).toMatchObject({
      format: 1,
      name: 'sma-cross',
      description: 'Long while the fast moving average is above the slow one.',
      entry: 'sma-cross.ts',
      packages: [],
      stateVersion: 1,
      builder: { esbuild: '0.28.2', typescript: '7.0.2', node: process.versions.node },
    })
    expect(artifact.manifest.parameters.map(({ name }) => name)).toEqual([
      'instrument',
      'timeframe',
      'fast',
      'slow',
      'quantity',
    ])
    expect(artifact.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(outcome.log).toMatch(
      new RegExp(`^entry sma-cross.ts\n[A-Z\n]*artifact ${artifact.digest}, \\d+ bytes\n$`),
    )
    expect(steps).toEqual(BUILD_STEPS.map((step, index) => `${step} ${index}/${BUILD_STEPS.length}`))
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    verifyArtifact(signArtifact(artifact, privateKey), publicKey)
  })

  it('is the same for the same files in another order and another folder, types checked or not', async () => {
    const files = {
      'strategy.ts': strategyWith({ before: `import './b/z.ts'\nimport './a.ts'` }),
      'a.ts': 'export {}',
      'b/z.ts': `import '../a.ts'`,
    }
    const first = artifactOf(await buildArtifact(treeOf(files)))
    const elsewhere = mkdtempSync(join(temporary, 'elsewhere-'))
    process.env['TMPDIR'] = elsewhere
    const second = artifactOf(await build(Object.fromEntries(Object.entries(files).reverse())))
    rmSync(elsewhere, { recursive: true })
    expect(second).toEqual(first)
    for (const text of [
      first.bundle,
      first.sbom,
      JSON.stringify(first.manifest),
      Buffer.from(first.source).toString('latin1'),
    ]) {
      expect(text).not.toContain(temporary)
      expect(text).not.toContain(import.meta.dirname)
    }
  })

  it('follows every way to import a file of the source', async () => {
    const files = {
      'src/strategy.ts': strategyWith({
        before: [
          `import { one } from './lib/one.js'`,
          `import { two } from './lib/two.mjs'`,
          `import three from './lib/three.json' with { type: 'json' }`,
          `import { four } from './lib'`,
          `import type { Five } from './types'`,
          `import type { Six } from './types.d.ts'`,
          `import { seven } from '../shared/seven.mjs'`,
          `/// <reference path="./globals.d.ts" />`,
          `const five: Five & Six & Eight = 5`,
        ].join('\n'),
        name: `'n' + String(one + two + three.value + four + five + seven)`,
      }),
      'src/lib/one.ts': 'export const one: number = 1',
      'src/lib/two.mts': 'export enum Number { Two = 2 }\nexport const two: number = Number.Two',
      'src/lib/three.json': '{ "value": 3 }',
      'src/lib/index.ts': 'export const four: number = 4',
      'src/types.d.ts': 'export type Five = 5\nexport type Six = number',
      'src/globals.d.ts': 'type Eight = number',
      'shared/seven.mjs': 'export const seven = 7',
    }
    expect(artifactOf(await buildArtifact(treeOf(files))).manifest).toMatchObject({
      name: 'n22',
      entry: 'src/strategy.ts',
    })
  })

  it('may hold comments about anything, wherever they stand', async () => {
    const before = [
      'export const table = {',
      '  // not import("x"), and no <!-- comment --> either',
      '  of: /* import(1) */ 5,',
      '}',
      'void [/* --> */ table]',
    ]
    expect(await build({ 'strategy.ts': strategyWith({ before: before.join('\n') }) })).toMatchObject({
      ok: true,
    })
  })

  it('is made of files by any name, and of nothing that the strategy does not lead to', async () => {
    const entry = `it's \${evil}.ts`
    const files = {
      [entry]: strategyWith({
        before: `import { one } from './one.js'`,
        name: `one === 1 ? 'one' : 'other'`,
      }),
      'one.js': 'export const one = 1',
      // The compiler would rather take this one, whose own imports nobody read.
      'one.d.ts': `/// <reference path="/etc/passwd" />\nexport declare const one: import('/etc/passwd').one`,
    }
    const outcome = await buildArtifact(treeOf(files), { entry })
    expect(artifactOf(outcome).manifest).toMatchObject({ name: 'one', entry })
  })

  it('holds nothing of the SDK that is for tests, and no source map', async () => {
    const { bundle } = artifactOf(
      await build({ 'strategy.ts': strategyWith({ after: '//# sourceMappingURL=strategy.js.map' }) }),
    )
    expect(bundle).not.toMatch(/testStrategy|sourceMappingURL/)
  })

  it('is not changed by the settings of tools, nor by tests beside it', async () => {
    const plain = artifactOf(await build({ 'strategy.ts': strategyWith() }))
    const told = artifactOf(
      await buildArtifact(
        treeOf({
          'strategy.ts': strategyWith(),
          'strategy.test.ts': `import { it } from 'vitest'\nimport { testStrategy } from '@quarterdeck/sdk/testing'`,
          'evil.ts': `export const defineStrategy = (): string => 'evil'`,
          'tsconfig.json': JSON.stringify({
            extends: '/etc/passwd',
            compilerOptions: {
              paths: { '@quarterdeck/sdk': ['./evil.ts'] },
              plugins: [{ name: './evil.ts' }],
              noCheck: true,
            },
          }),
          'package.json': JSON.stringify({
            type: 'commonjs',
            scripts: { preinstall: 'exit 1' },
            imports: { '#evil': './evil.ts' },
            browser: { '@quarterdeck/sdk': './evil.ts' },
          }),
        }),
      ),
    )
    expect(told.bundle).toBe(plain.bundle)
    expect(told.manifest.files).toHaveLength(5)
  })
})

describe('build: what is refused', () => {
  it('tells everything that the source must not hold, with rule, file, line and column', async () => {
    const files = {
      'strategy.ts': strategyWith({
        before: `import './lib/evil.ts'\nimport fs from 'fs'\nimport net from 'node:net'`,
      }),
      'lib/evil.ts': [
        `import '../../outside.ts'`,
        `import '/etc/passwd'`,
        `import 'https://evil.example/x.js'`,
        `import 'data:text/javascript,evil()'`,
        `import '#internal'`,
        `import 'left-pad'`,
        `import '@quarterdeck/sdk/testing'`,
        `import '../node_modules/left-pad/index.js'`,
        `import './evil.wasm'`,
        `import '../package.json'`,
        `import './absent.ts'`,
        `import 'left-pad/../../source/strategy.ts'`,
        `const late = import('./evil.ts')`,
        `const old = require('./evil.ts')`,
        `WebAssembly.compile(new Uint8Array())`,
        `//# sourceMappingURL=../../../etc/passwd`,
      ].join('\n'),
      'package.json': '{}',
    }
    expect(faultsOf(await build(files))).toEqual([
      'IMPORT lib/evil.ts:1:8',
      'IMPORT lib/evil.ts:2:8',
      'IMPORT lib/evil.ts:3:8',
      'IMPORT lib/evil.ts:4:8',
      'IMPORT lib/evil.ts:5:8',
      'PACKAGE_NOT_ALLOWED lib/evil.ts:6:8',
      'IMPORT lib/evil.ts:7:8',
      'IMPORT lib/evil.ts:8:8',
      'WEB_ASSEMBLY lib/evil.ts:9:8',
      'IMPORT lib/evil.ts:10:8',
      'IMPORT lib/evil.ts:11:8',
      'IMPORT lib/evil.ts:12:8',
      'DYNAMIC_IMPORT lib/evil.ts:13:14',
      'REQUIRE lib/evil.ts:14:13',
      'WEB_ASSEMBLY lib/evil.ts:15:1',
      'SOURCE_MAP lib/evil.ts:16:1',
      'NODE_BUILTIN strategy.ts:3:16',
      'NODE_BUILTIN strategy.ts:4:17',
    ])
  })

  it('tells wrong types at their place, in files of the author', async () => {
    const files = {
      'strategy.ts': strategyWith({
        before: `import { two } from './two.ts'\nconst three: string = two`,
        after: 'process.exit(1)',
      }),
      'two.ts': `export const two: number = 'two'\n`,
    }
    const outcome = await buildArtifact(treeOf(files))
    expect([...faultsOf(outcome)].sort()).toEqual([
      'TYPES strategy.ts:12:1',
      'TYPES strategy.ts:3:7',
      'TYPES two.ts:1:14',
    ])
    expect(outcome.log).toContain('two.ts(1,14): error TS2322')
    expect(outcome.log).not.toContain(temporary)
  })

  it('says nothing of files that types of a package lead to outside', async () => {
    const secret = join(temporary, 'secret.ts')
    writeFileSync(secret, `export const password = 'hunter2' as const\n`)
    const spy = forgePackage('spy', {
      'index.js': '',
      'index.d.ts': `export declare const found: typeof import('${secret}')`,
    })
    const outcome = await buildArtifact(
      treeOf({
        'strategy.ts': strategyWith({
          before: `import { found } from 'spy'\nconst shown: 5 = found.password`,
        }),
        'package-lock.json': lockOf([spy.pin]),
      }),
      { allowedPackages: [spy.pin], packageStore: () => Promise.resolve(spy.tarball) },
    )
    rmSync(secret)
    expect(faultsOf(outcome)).toEqual(['REFERENCE'])
    expect(JSON.stringify(outcome)).not.toMatch(/hunter2|password/)
  })

  it('writes out what would act on a terminal', async () => {
    const outcome = await build({
      'strategy.ts': strategyWith({ after: `throw new Error('\\u001b[2J\\u0000')` }),
    })
    expect(outcome).toMatchObject({
      problems: [{ message: expect.stringContaining('Error: \\u{1b}[2J\\u{0}') }],
    })
  })

  it('tells at most so many problems, and how many more there are', async () => {
    const files = { 'strategy.ts': `export default 1\n${`require('x')\n`.repeat(5)}` }
    const outcome = await build(files, { limits: limits({ problemsMax: 2 }) })
    expect(outcome).toMatchObject({ problems: [{ line: 2 }, { line: 3 }, { message: 'and 3 more' }] })
  })

  it('tells a source without a strategy, or with something else in its place', async () => {
    expect(faultsOf(await build({ 'a.ts': 'export {}', 'b.ts': 'export {}' }))).toEqual(['ENTRY'])
    expect(faultsOf(await build({ 'strategy.ts': 'export const a = 1' }))).toEqual(['ENTRY strategy.ts'])
    expect(faultsOf(await build({ 'strategy.ts': 'export default 1' }))).toEqual(['EVALUATION strategy.ts'])
    const forged = `export default { name: 'a', params: {}, subscribe: 5 }`
    expect(faultsOf(await build({ 'strategy.ts': forged }))).toEqual(['EVALUATION strategy.ts'])
  })

  it('tells where code fails while it is loaded, in the author’s file', async () => {
    const files = {
      'strategy.ts': strategyWith({ before: `import { table } from './table.ts'\nvoid table` }),
      'table.ts': `interface Wide { readonly of: number }\n\nfunction made(): Wide {\n  throw new Error('no')\n}\nexport const table = made()\n`,
    }
    expect(faultsOf(await build(files))).toEqual(['EVALUATION table.ts:4:9'])
  })

  it('outlives code that breaks the compiler', async () => {
    const files = { 'strategy.ts': `export default ${'('.repeat(100_000)}1${')'.repeat(100_000)}` }
    expect(faultsOf(await build(files))).toEqual([expect.stringMatching(/^SYNTAX/)])
  })
})

describe('build: limits', () => {
  it.each([
    ['time', { wallMs: 0 }, 'LIMIT_TIME'],
    ['memory', { memoryMiB: 1 }, 'LIMIT_MEMORY'],
    ['words', { outputBytesMax: 10 }, 'LIMIT_OUTPUT'],
    ['bundle', { bundleBytesMax: 10 }, 'LIMIT_OUTPUT'],
  ])('hold for its %s', async (_name, change, rule) => {
    expect(faultsOf(await build({ 'strategy.ts': strategyWith() }, { limits: limits(change) }))).toEqual([
      rule,
    ])
  })

  it('end it when it is cancelled, before and while it runs', async () => {
    const files = { 'strategy.ts': strategyWith() }
    expect(faultsOf(await build(files, { signal: AbortSignal.abort() }))).toEqual(['CANCELLED'])
    const controller = new AbortController()
    const onProgress = (): void => controller.abort()
    expect(faultsOf(await build(files, { signal: controller.signal, onProgress }))).toEqual(['CANCELLED'])
  })
})
