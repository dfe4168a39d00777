/** What a module of a strategy must not hold: each told with its rule, line and column. */

import { describe, expect, it } from 'vitest'
import { type ModuleText, readModule } from './module-reader.ts'

const faults = (text: string, owner: ModuleText['owner'] = 'AUTHOR'): readonly string[] =>
  readModule({ path: owner === 'AUTHOR' ? 'a.ts' : 'a.js', text, owner }).problems.map(
    ({ rule, line, column }) => `${rule} ${line}:${column}`,
  )
const imports = (text: string): readonly string[] =>
  readModule({ path: 'a.ts', text, owner: 'AUTHOR' }).imports.map(
    ({ specifier, isType, line }) => `${specifier}${isType ? ' (type)' : ''} ${line}`,
  )

describe('module: imports', () => {
  it('finds every way to name another module', () => {
    const text = [
      `import a from './a.ts'`,
      `import './b.ts'`,
      `import type { C } from './c.ts'`,
      `export * from './d.ts'`,
      `export { e } from './e.ts'`,
      `type F = import('./f.ts').F`,
      `/// <reference path="g.d.ts" />`,
      `import h from './h.json' with { type: 'json' }`,
    ].join('\n')
    expect(imports(text)).toEqual([
      './a.ts 1',
      './b.ts 2',
      './c.ts (type) 3',
      './d.ts 4',
      './e.ts 5',
      './f.ts (type) 6',
      './h.json 8',
      './g.d.ts (type) 7',
    ])
    expect(faults(text)).toEqual([])
  })
})

describe('module: what is refused', () => {
  it.each([
    ['import()', `const a = 1\nconst b = import('./x.ts')`, 'DYNAMIC_IMPORT 2:11'],
    ['import() of what is made up', `import(['f', 's'].join(''))`, 'DYNAMIC_IMPORT 1:1'],
    ['require', `const fs = require('fs')`, 'REQUIRE 1:12'],
    ['require by another name', `const r = require`, 'REQUIRE 1:11'],
    ['import = require', `import fs = require('fs')`, 'REQUIRE 1:1'],
    ['WebAssembly', `new WebAssembly.Module(bytes)`, 'WEB_ASSEMBLY 1:5'],
    ['WebAssembly by its name', `globalThis['WebAssembly']`, 'WEB_ASSEMBLY 1:12'],
    ['WebAssembly of globalThis', `globalThis.WebAssembly`, 'WEB_ASSEMBLY 1:12'],
    ['import.meta', `const here = import.meta.url`, 'IMPORT_META 1:14'],
    ['await at the top', `await Promise.resolve()`, 'TOP_LEVEL_AWAIT 1:1'],
    ['for await at the top', `for await (const a of b) a()`, 'TOP_LEVEL_AWAIT 1:1'],
    ['await using at the top', `await using a = b`, 'TOP_LEVEL_AWAIT 1:1'],
    ['a source map outside', `a()\n//# sourceMappingURL=../../../etc/passwd`, 'SOURCE_MAP 2:1'],
    ['a source map elsewhere', `//# sourceMappingURL=https://evil.example/a.map`, 'SOURCE_MAP 1:1'],
    ['a source map by a file address', `/*# sourceMappingURL=file:///etc/passwd */`, 'SOURCE_MAP 1:1'],
    ['a source address', `//@ sourceURL=/etc/passwd`, 'SOURCE_MAP 1:1'],
    ['types of Node', `/// <reference types="node" />`, 'REFERENCE 1:1'],
    ['a library', `/// <reference lib="dom" />`, 'REFERENCE 1:1'],
    ['import( in a text', `const a = 'import("x")'`, 'UNFIT_TEXT 1:11'],
    ['import( in an escaped text', `const a = 'imp\\u006frt("x")'`, 'UNFIT_TEXT 1:11'],
    ['import( in a template', 'const a = `${b} import (x)`', 'UNFIT_TEXT 1:15'],
    ['a comment of HTML in a text', `const a = '<!-- x'`, 'UNFIT_TEXT 1:11'],
    ['a comment of HTML in a pattern', `const a = /-->/`, 'UNFIT_TEXT 1:11'],
    ['another kind of import', `import source a from './a.wasm'`, 'SYNTAX 1:1'],
    ['an import as bytes', `import a from './a.bin' with { type: 'bytes' }`, 'IMPORT 1:1'],
    ['code that is no code', `const = 1`, 'SYNTAX 1:7'],
    ['code without end', `${'['.repeat(2_000)}${']'.repeat(2_000)}`, 'SYNTAX 1:1000'],
  ])('refuses %s', (_name, text, fault) => {
    expect(faults(text)).toEqual([fault])
  })

  it.each([
    ['await within a function', `async function a() { await b; for await (const c of d) c() }`],
    ['fields that are called so', `const a = { require: 1, WebAssemblyX: 2 }; a.require; b.import(1)`],
    ['new.target', `function a() { return new.target }`],
    ['a source map beside it', `//# sourceMappingURL=a.js.map`],
    ['a source map within', `//# sourceMappingURL=data:application/json;base64,e30=`],
    ['comments about it all', `// import('x') and require('y') <!-- WebAssembly -->`],
    ['import = of a name', `import A = B.C`],
  ])('takes %s', (_name, text) => {
    expect(faults(text)).toEqual([])
  })

  it('counts lines whatever ends them', () => {
    expect(faults(`a\r\nb\rc\u2028d\n\n  require`)).toEqual(['REQUIRE 6:3'])
  })
})

describe('module of a package', () => {
  it.each([
    ['import()', `import('fs')`, 'DYNAMIC_IMPORT 1:1'],
    ['a name that is made up', `module.exports = require('f' + 's')`, 'REQUIRE 1:18'],
    ['WebAssembly', `WebAssembly.compile(x)`, 'WEB_ASSEMBLY 1:1'],
    ['import.meta', `export const a = import.meta.dirname`, 'IMPORT_META 1:18'],
  ])('is refused with %s', (_name, text, fault) => {
    expect(faults(text, 'PACKAGE')).toEqual([fault])
  })

  it('may be written for require', () => {
    const text = `(function (f) { if (typeof require === 'function') module.exports = f(require('./a')) })()`
    expect(faults(text, 'PACKAGE')).toEqual([])
  })
})
