/**
 * The public face of the SDK as declarations: what its doors export, and every type those mention.
 *
 * `tsc` emits the declarations without comments; from each door the exported names are followed to where they are declared,
 * and on to the names that those declarations mention. Private members are as TypeScript prints them: without their types.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { run } from '../command.ts'

/** One declared name of the public face. */
export interface Declaration {
  /** How it is imported; of a type that is only mentioned, how it is declared. */
  readonly name: string
  /** Whether a door exports it; else it is only mentioned by one that is. */
  readonly isExported: boolean
  readonly text: string
  /** Where it is declared. */
  readonly path: string
}

/** One door of the SDK and what comes through it, by name. */
export interface Door {
  readonly specifier: string
  readonly declarations: readonly Declaration[]
}

const DOORS = [
  { specifier: '@quarterdeck/sdk', path: 'index' },
  { specifier: '@quarterdeck/sdk/testing', path: 'testing/index' },
]

/** Emits the SDK's declarations and rolls them up, a list for each door. Throws with the compiler's words when it fails. */
export async function sdkDoors(root: string): Promise<readonly Door[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quarterdeck-sdk-'))
  try {
    const src = join(root, 'packages/sdk/src')
    const project = join(folder, 'tsconfig.json')
    const options = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      removeComments: true,
      rootDir: src,
      outDir: join(folder, 'out'),
    }
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      project,
      JSON.stringify({
        extends: join(root, 'packages/sdk/tsconfig.json'),
        compilerOptions: options,
        files: DOORS.map(({ path }) => join(src, `${path}.ts`)),
        include: [],
      }),
    )
    const { code, output } = await run('tsc', ['-p', project], { cwd: root })
    if (code !== 0) throw new Error(`the declarations of the SDK cannot be emitted:\n${output}`)
    const read = (path: string): string => readFileSync(join(folder, 'out', `${path}.d.ts`), 'utf8')
    const seen = new Set<string>()
    return DOORS.map(({ specifier, path }) => {
      const declarations = rollUp(path, read).filter(
        (one) => one.isExported || !seen.has(`${one.path} ${one.name}`),
      )
      for (const one of declarations) seen.add(`${one.path} ${one.name}`)
      return { specifier, declarations }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a module declares, and what its names stand for elsewhere. */
interface Module {
  readonly declared: ReadonlyMap<string, string>
  /** Local name to where it comes from: of imports and of re-exports alike. */
  readonly from: ReadonlyMap<string, { readonly path: string; readonly name: string }>
  readonly exported: readonly string[]
}

/** Follows what a door exports; `read` gives the text of a declaration file by its path without the ending. */
export function rollUp(door: string, read: (path: string) => string): readonly Declaration[] {
  const modules = new Map<string, Module>()
  const moduleAt = (path: string): Module => {
    const known = modules.get(path) ?? readModule(path, read(path))
    modules.set(path, known)
    return known
  }
  const found = new Map<string, Declaration>()
  const follow = (path: string, name: string, exportedAs: string | null): void => {
    const module = moduleAt(path)
    const elsewhere = module.from.get(name)
    if (elsewhere !== undefined) return follow(elsewhere.path, elsewhere.name, exportedAs)
    const text = module.declared.get(name)
    if (text === undefined) return
    const key = `${path}#${name}`
    const known = found.get(key)
    if (known !== undefined && (exportedAs === null || known.isExported)) return
    found.set(key, { name: exportedAs ?? name, isExported: exportedAs !== null, text, path })
    for (const mentioned of new Set(text.match(/[A-Za-z_$][\w$]*/g))) {
      if (mentioned !== name) follow(path, mentioned, null)
    }
  }
  for (const name of moduleAt(door).exported) follow(door, name, name)
  return [...found.values()].sort((one, other) => order(one.name, other.name) || order(one.text, other.text))
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function readModule(path: string, text: string): Module {
  const { program, module } = parseSync(`${path}.d.ts`, text)
  const declared = new Map<string, string>()
  for (const statement of program.body) {
    const isExport = statement.type === 'ExportNamedDeclaration'
    const declaration = isExport ? statement.declaration : statement
    if (declaration === null) continue
    for (const name of namesOf(declaration)) {
      const code = text.slice(declaration.start, declaration.end).replace(/^declare /, '')
      declared.set(name, declared.has(name) ? `${declared.get(name)}\n${code}` : code)
    }
  }
  const from = new Map<string, { path: string; name: string }>()
  const at = (specifier: string): string => join(dirname(path), specifier.replace(/\.ts$/, ''))
  for (const { moduleRequest, entries } of module.staticImports) {
    for (const { importName, localName } of entries) {
      if (importName.name) from.set(localName.value, { path: at(moduleRequest.value), name: importName.name })
    }
  }
  const exported: string[] = []
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, importName, exportName } of entries) {
      if (!exportName.name) continue
      exported.push(exportName.name)
      if (moduleRequest && importName.name) {
        from.set(exportName.name, { path: at(moduleRequest.value), name: importName.name })
      }
    }
  }
  return { declared, from, exported }
}

/** The names that a statement declares. */
function namesOf(statement: object): readonly string[] {
  if ('declarations' in statement && Array.isArray(statement.declarations)) {
    return statement.declarations.flatMap((one: unknown) => nameOf(one))
  }
  return nameOf(statement)
}

function nameOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null || !('id' in node)) return []
  const { id } = node
  if (typeof id !== 'object' || id === null || !('name' in id)) return []
  return typeof id.name === 'string' ? [id.name] : []
}
