/**
 * The bundler's fence: no file reaches a bundle but through it. The author's imports were judged before; here they are judged
 * again as the bundler sees them, and the packages' own imports for the first time.
 */

import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { isNodeBuiltin, judgeBare, judgeImport, type Reach } from './imports.ts'
import { readModule } from './module-reader.ts'
import { type BuildProblem, type BuildRule, problemOf } from './outcome.ts'
import { GUEST_FILE, SDK_NAME, SOURCE_FOLDER } from './workspace.ts'

/** Marks a question of ours to the bundler, which the fence lets through. */
const OURS = Symbol('a question of the fence')

const PACKAGE_FOLDER = 'node_modules'

export class Fence {
  /** What the bundler met that is refused; told instead of the bundler's own words. */
  readonly problems: BuildProblem[] = []
  readonly #directory: string
  readonly #reach: Reach

  constructor(directory: string, reach: Reach) {
    this.#directory = directory
    this.#reach = reach
  }

  plugin(): Plugin {
    return {
      name: 'fence',
      setup: (build) => {
        build.onResolve({ filter: /.*/ }, async (args) =>
          args.pluginData === OURS ? undefined : this.#resolve(build, args),
        )
        build.onLoad({ filter: /.*/ }, async ({ path }) => {
          const file = this.#named(path)
          if (file !== null && packageOf(file) !== null) await this.#check(path, file)
          return undefined
        })
      },
    }
  }

  async #resolve(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult> {
    const importer = this.#named(args.importer)
    if (args.kind === 'dynamic-import') {
      const message = `import(${JSON.stringify(args.path)}) is not there in a strategy`
      return this.#refuse(args, 'DYNAMIC_IMPORT', message)
    }
    if (importer?.startsWith(`${SOURCE_FOLDER}/`) === true) return this.#ofAuthor(build, args)
    const owner = importer === null ? null : packageOf(importer)
    if (owner !== null && owner !== SDK_NAME) return this.#ofPackage(build, args, owner)
    // The entry, the guest and the SDK: our own modules, which name each other, and the entry the author's.
    return this.#within(build, args, (file) => packageOf(file) === SDK_NAME || isRoot(file))
  }

  async #ofAuthor(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult> {
    const asked = { specifier: args.path, from: this.#told(args), isType: false }
    const judged = judgeImport(asked, this.#reach)
    switch (judged.kind) {
      case 'FILE':
        return { path: join(this.#directory, SOURCE_FOLDER, judged.path) }
      case 'SDK':
        return this.#within(build, args, (file) => packageOf(file) === SDK_NAME)
      case 'PACKAGE':
        return this.#within(build, args, (file) => packageOf(file) === judged.name)
      case 'REFUSED':
        return this.#refuse(args, judged.rule, judged.message)
    }
  }

  async #ofPackage(build: PluginBuild, args: OnResolveArgs, owner: string): Promise<OnResolveResult> {
    const { path: specifier } = args
    if (isNodeBuiltin(specifier)) {
      return this.#refuse(args, 'NODE_BUILTIN', `${specifier} is of Node: a strategy reaches no system`)
    }
    if (/^[.#]/.test(specifier)) return this.#within(build, args, (file) => packageOf(file) === owner)
    const judged = judgeBare(specifier, this.#reach)
    if (judged.kind === 'REFUSED') return this.#refuse(args, judged.rule, judged.message)
    return this.#within(build, args, (file) => judged.kind === 'PACKAGE' && packageOf(file) === judged.name)
  }

  /** Lets the bundler find the file, and takes it only where it may lie. */
  async #within(
    build: PluginBuild,
    args: OnResolveArgs,
    mayBe: (file: string) => boolean,
  ): Promise<OnResolveResult> {
    const { path, kind, resolveDir } = args
    const found = await build.resolve(path, { kind, resolveDir, pluginData: OURS })
    if (found.errors.length > 0) return { errors: found.errors }
    const file = this.#named(found.path)
    if (found.external || found.namespace !== 'file' || file === null || !mayBe(file)) {
      return this.#refuse(args, 'IMPORT', `${JSON.stringify(path)} leads where it may not`)
    }
    return { path: found.path, sideEffects: found.sideEffects }
  }

  /** Looks through a package's module: the allow-list vouches for its name, not for what it holds. */
  async #check(path: string, file: string): Promise<void> {
    if (packageOf(file) === SDK_NAME || file.endsWith('.json')) return
    const { problems } = readModule({ path: file, text: await readFile(path, 'utf8'), owner: 'PACKAGE' })
    this.problems.push(...problems)
  }

  #refuse(args: OnResolveArgs, rule: BuildRule, message: string): OnResolveResult {
    this.problems.push(problemOf(rule, message, this.#told(args)))
    return { errors: [{ text: message }] }
  }

  /** The importing file as problems name it. */
  #told({ importer }: OnResolveArgs): string {
    const file = this.#named(importer) ?? importer
    return file.startsWith(`${SOURCE_FOLDER}/`) ? file.slice(SOURCE_FOLDER.length + 1) : file
  }

  /** A path as the workspace names it, with slashes; null for what lies outside. */
  #named(path: string): string | null {
    const file = relative(this.#directory, path).split(sep).join('/')
    return path.startsWith(this.#directory) && !file.startsWith('../') ? file : null
  }
}

function isRoot(file: string): boolean {
  return file === GUEST_FILE || file.startsWith(`${SOURCE_FOLDER}/`)
}

/** The package whose folder a file lies in; null for a file of no package. */
export function packageOf(file: string): string | null {
  const [folder, first = '', second = ''] = file.split('/')
  if (folder !== PACKAGE_FOLDER) return null
  return first.startsWith('@') ? `${first}/${second}` : first
}
