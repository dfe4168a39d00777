/** Lists and parses the hand-written sources of the workspace. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

export interface Import {
  readonly specifier: string
  readonly line: number
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean
  /** Names that are values at run time; empty for `import 'x'`, `import('x')` and `export * from 'x'`. */
  readonly names: readonly string[]
  readonly exportsAll: boolean
}

export interface SourceFile {
  /** Path relative to the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

const NEVER = new Set(['node_modules', 'generated', '.next', 'out', 'coverage', 'test-results', '.turbo'])

/** Every TypeScript and JavaScript source under the given folders, in a stable order. */
export function sourceFiles(root: string, folders: readonly string[]): readonly SourceFile[] {
  const patterns = folders
    .filter((folder) => existsSync(join(root, folder)))
    .map((f) => `${f}/**/*.{ts,tsx,mjs}`)
  const exclude = (path: string) => path.split(/[\\/]/).some((part) => NEVER.has(part))
  return globSync(patterns, { cwd: root, exclude })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !exclude(path) && !path.endsWith('.d.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Parses a file. Throws when it does not parse: nothing can be said about it then. */
export function parse(file: SourceFile): ReturnType<typeof parseSync> {
  const parsed = parseSync(file.path, file.text)
  const fault = parsed.errors.find((error) => error.severity === 'Error')
  if (fault) throw new Error(`${file.path} does not parse: ${fault.message}`)
  return parsed
}

/** Everything a file imports or passes on, static, dynamic and in types. */
export function importsOf(file: SourceFile): readonly Import[] {
  const { module, program } = parse(file)
  const found: Import[] = []
  const line = (offset: number) => lineAt(file.text, offset)
  for (const { start, moduleRequest, entries } of module.staticImports) {
    const values = entries.filter((entry) => !entry.isType)
    const names = values.map((entry) => entry.importName.name ?? '*')
    const typeOnly = entries.length > 0 && values.length === 0
    found.push({ specifier: moduleRequest.value, line: line(start), typeOnly, names, exportsAll: false })
  }
  for (const { start, entries } of module.staticExports) {
    for (const { moduleRequest, importName, isType } of entries) {
      if (!moduleRequest) continue
      const exportsAll = importName.kind === 'All' || importName.kind === 'AllButDefault'
      const names = importName.name ? [importName.name] : []
      found.push({ specifier: moduleRequest.value, line: line(start), typeOnly: isType, names, exportsAll })
    }
  }
  const dynamic = (source: unknown, start: number, typeOnly: boolean) => {
    const specifier = literalOf(source)
    if (specifier) found.push({ specifier, line: line(start), typeOnly, names: [], exportsAll: false })
  }
  new Visitor({
    ImportExpression: (node) => dynamic(node.source, node.start, false),
    TSImportType: (node) => dynamic(node.source, node.start, true),
  }).visit(program)
  return found
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function literalOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('value' in node)) return undefined
  return typeof node.value === 'string' ? node.value : undefined
}
