/** What a module of a strategy must not hold, node by node; each refusal says what to do instead. */

import type { Comment } from 'oxc-parser'
import type { BuildRule } from './outcome.ts'

/** A node of ESTree, as far as the rules look at it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

export interface Import {
  readonly specifier: string
  readonly at: number
  /** Nothing of it is in the bundle. */
  readonly isType: boolean
}

export interface ModuleFault {
  readonly rule: BuildRule
  readonly at: number
  readonly message: string
}

type Owner = 'AUTHOR' | 'PACKAGE'

/** A node where it stands. */
export interface Place {
  readonly node: SyntaxNode
  readonly parent: SyntaxNode | null
  /** The field of the parent that it stands in. */
  readonly field: string
  readonly isInFunction: boolean
}

/** The import that a node is, or null. */
export function importOf(node: SyntaxNode): Import | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return named(node['source'], node['importKind'] === 'type')
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return named(node['source'], node['exportKind'] === 'type')
    case 'TSImportType':
      return named(node['source'], true)
    default:
      return null
  }
}

/** What is wrong with a node where it stands. */
export function nodeFaults(place: Place, owner: Owner): readonly ModuleFault[] {
  const { node, isInFunction } = place
  const fault = (rule: BuildRule, message: string): readonly ModuleFault[] => [
    { rule, at: node.start, message },
  ]
  switch (node.type) {
    case 'ImportDeclaration':
      return importFaults(node)
    case 'ImportExpression':
      return fault(
        'DYNAMIC_IMPORT',
        'import(...) is not there in a strategy: import what you need at the top',
      )
    case 'TSImportEqualsDeclaration':
      return (node['moduleReference'] as SyntaxNode).type === 'TSExternalModuleReference'
        ? fault('REQUIRE', `import = require(...) is not there in a strategy: write import ... from '...'`)
        : []
    case 'MetaProperty':
      return isNamed(node['meta'], 'import')
        ? fault('IMPORT_META', 'import.meta is not there in a strategy: it would tell where it runs')
        : []
    case 'AwaitExpression':
      return isInFunction ? [] : fault('TOP_LEVEL_AWAIT', 'a strategy must not wait while it is loaded')
    case 'ForOfStatement':
      return node['await'] === true && !isInFunction
        ? fault('TOP_LEVEL_AWAIT', 'a strategy must not wait while it is loaded')
        : []
    case 'VariableDeclaration':
      return node['kind'] === 'await using' && !isInFunction
        ? fault('TOP_LEVEL_AWAIT', 'a strategy must not wait while it is loaded')
        : []
    case 'Identifier':
      return identifierFaults(place, owner)
    case 'Literal':
    case 'TemplateElement':
      return textFaults(node)
    default:
      return []
  }
}

function importFaults(node: SyntaxNode): readonly ModuleFault[] {
  const at = node.start
  if (node['phase'] != null) {
    return [{ rule: 'SYNTAX', at, message: `import ${String(node['phase'])} is not there in a strategy` }]
  }
  const attributes = node['attributes'] as readonly { key: SyntaxNode; value: { value: unknown } }[]
  const isJson = attributes.every(({ key, value }) => nameOf(key) === 'type' && value.value === 'json')
  return isJson
    ? []
    : [{ rule: 'IMPORT', at, message: `an import may be with { type: 'json' } and no other` }]
}

function identifierFaults({ node, parent, field }: Place, owner: Owner): readonly ModuleFault[] {
  const at = node.start
  if (node['name'] === 'WebAssembly') {
    const message = 'WebAssembly is not there in a strategy: write it in TypeScript'
    return [{ rule: 'WEB_ASSEMBLY', at, message }]
  }
  if (node['name'] !== 'require' || isLabel(parent, field)) return []
  if (owner === 'AUTHOR') {
    const message = `require is not there in a strategy: write import ... from '...'`
    return [{ rule: 'REQUIRE', at, message }]
  }
  // The bundler follows a fixed name, and the fence judges it; any other name would be looked up at run time.
  const isCalled = parent?.type === 'CallExpression' && field === 'callee'
  if (!isCalled || isText((parent['arguments'] as readonly unknown[])[0])) return []
  return [{ rule: 'REQUIRE', at, message: 'require must be called with a fixed name' }]
}

/** Whether an identifier there names a property and refers to nothing. */
function isLabel(parent: SyntaxNode | null, field: string): boolean {
  if (parent === null || parent['computed'] === true) return false
  return field === 'property' || (field === 'key' && parent['shorthand'] !== true)
}

/**
 * Texts that a compartment refuses wherever they stand, because some parsers take them for code. In comments they are blanked
 * later.
 */
const UNFIT = [
  { pattern: /(^|[^.])\bimport\s*(\(|\/[/*])/, words: 'import(' },
  { pattern: /<!--|-->/, words: '<!-- or -->' },
]

function textFaults(node: SyntaxNode): readonly ModuleFault[] {
  const at = node.start
  const text = textOf(node)
  if (node.type === 'Literal' && node['value'] === 'WebAssembly') {
    const message = 'WebAssembly is not there in a strategy: write it in TypeScript'
    return [{ rule: 'WEB_ASSEMBLY', at, message }]
  }
  const words = unfitWords(text)
  if (words === null) return []
  const message = `a text must not hold ${words}: the compartment takes it for code; join it from two parts`
  return [{ rule: 'UNFIT_TEXT', at, message }]
}

/** What a text holds that a compartment takes for code, or null. */
export function unfitWords(text: string): string | null {
  return UNFIT.find(({ pattern }) => pattern.test(text))?.words ?? null
}

function textOf(node: SyntaxNode): string {
  if (node.type === 'TemplateElement') return (node['value'] as { cooked: string | null }).cooked ?? ''
  const { regex, value } = node as { regex?: { pattern: string } | null; value?: unknown }
  return regex?.pattern ?? (typeof value === 'string' ? value : '')
}

const REFERENCE = /^\/\s*<reference\s+([\w-]+)\s*=\s*(["'])(.*?)\2/
const SOURCE_MAP = /^[#@]\s*source(?:Mapping)?URL\s*=\s*(\S*)/

/** What a comment tells tools: only the author's own declarations may be referred to, and no map outside the source. */
export function readComment({ type, value, start: at }: Comment): {
  readonly imports: readonly Import[]
  readonly faults: readonly ModuleFault[]
} {
  const [, kind, , target = ''] = (type === 'Line' ? REFERENCE.exec(value) : null) ?? []
  if (kind === 'path') {
    const specifier = target.startsWith('.') || target.startsWith('/') ? target : `./${target}`
    return { imports: [{ specifier, at, isType: true }], faults: [] }
  }
  if (kind !== undefined) {
    const message = `/// <reference ${kind}> is not read: a strategy sees the language and the SDK`
    return { imports: [], faults: [{ rule: 'REFERENCE', at, message }] }
  }
  const map = SOURCE_MAP.exec(value.trimStart())?.[1]
  if (map === undefined || map.startsWith('data:') || isBeside(map)) return { imports: [], faults: [] }
  const message = `a source map must lie beside its file (was ${map.slice(0, 100)}); leave the comment out`
  return { imports: [], faults: [{ rule: 'SOURCE_MAP', at, message }] }
}

/** A plain name, without a folder, a scheme or an escape. */
function isBeside(target: string): boolean {
  return /^(\.\/)?[\w-][\w.-]*$/.test(target)
}

function named(source: unknown, isType: boolean): Import | null {
  if (!isText(source)) return null
  return { specifier: source.value, at: source.start, isType }
}

function isText(node: unknown): node is SyntaxNode & { readonly value: string } {
  const { type, value } = (node ?? {}) as Partial<SyntaxNode>
  return type === 'Literal' && typeof value === 'string'
}

function isNamed(node: unknown, name: string): boolean {
  return nameOf(node) === name
}

function nameOf(node: unknown): string | null {
  const { type, name } = (node ?? {}) as Partial<SyntaxNode>
  return type === 'Identifier' && typeof name === 'string' ? name : null
}
