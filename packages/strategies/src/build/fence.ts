/**
 * The bundler's fence: no file reaches a bundle but through it. The author's imports were judged before; here they are judged
 * again as the bundler sees them, and the packages' own imports for the first time.
 */

import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { OnResolveArgs, OnResolveResult, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import { isNodeBuiltin, judgeBare, judgeImport, type Reach } from './imports.ts'
import { readModule } from './module-reader.ts'
import type { BuildRule } from './outcome.ts'
import { GUEST_FILE, packageOf, SDK_NAME, SOURCE_FOLDER } from './workspace.ts'

/** Marks a question of ours to the bundler, which the fence lets through. */
const OURS = Symbol('a question of the fence')

/** Goes with each error of the fence: the rule that was broken. */
export interface Refused {
  readonly rule: BuildRule
}

export class Fence {
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
          return file === null || packageOf(file) === null
            ? undefined
            : { errors: await faultsOf(path, file) }
        })
      },
    }
  }

  async #resolve(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult> {
    const importer = this.#named(args.importer)
    if (args.kind === 'dynamic-import') {
      const message = `import(${JSON.stringify(args.path)}) is not there in a strategy`
      return refusal('DYNAMIC_IMPORT', message)
    }
    if (importer?.startsWith(`${SOURCE_FOLDER}/`) === true) return this.#ofAuthor(build, args)
    const owner = importer === null ? null : packageOf(importer)
    if (owner !== null && owner !== SDK_NAME) return this.#ofPackage(build, args, owner)
    // The entry, the guest and the SDK: our own modules, which name each other, and the entry the author's.
    return this.#within(build, args, (file) => packageOf(file) === SDK_NAME || isRoot(file))
  }

  async #ofAuthor(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult> {
    const from = this.#named(args.importer)?.slice(SOURCE_FOLDER.length + 1) ?? ''
    const asked = { specifier: args.path, from, isType: false }
    const judged = judgeImport(asked, this.#reach)
    switch (judged.kind) {
      case 'FILE':
        return { path: join(this.#directory, SOURCE_FOLDER, judged.path) }
      case 'SDK':
        return this.#within(build, args, (file) => packageOf(file) === SDK_NAME)
      case 'PACKAGE':
        return this.#within(build, args, (file) => packageOf(file) === judged.name)
      case 'REFUSED':
        return refusal(judged.rule, judged.message)
    }
  }

  async #ofPackage(build: PluginBuild, args: OnResolveArgs, owner: string): Promise<OnResolveResult> {
    const { path: specifier } = args
    if (isNodeBuiltin(specifier)) {
      return refusal('NODE_BUILTIN', `${specifier} is of Node: a strategy reaches no system`)
    }
    if (/^[.#]/.test(specifier)) return this.#within(build, args, (file) => packageOf(file) === owner)
    const judged = judgeBare(specifier, this.#reach)
    if (judged.kind === 'REFUSED') return refusal(judged.rule, judged.message)
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
      return refusal('IMPORT', `${JSON.stringify(path)} leads where it may not`)
    }
    return { path: found.path, sideEffects: found.sideEffects }
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

/** What is wrong with an import; the bundler says where it stands. */
function refusal(rule: BuildRule, message: string): OnResolveResult {
  const refused: Refused = { rule }
  return { errors: [{ text: message, detail: refused }] }
}

/** Looks through a package's module: the allow-list vouches for its name, not for what it holds. */
async function faultsOf(path: string, file: string): Promise<PartialMessage[]> {
  if (packageOf(file) === SDK_NAME || file.endsWith('.json')) return []
  const { problems } = readModule({ path: file, text: await readFile(path, 'utf8'), owner: 'PACKAGE' })
  return problems.map(({ rule, message, line, column }) => {
    const refused: Refused = { rule }
    return { text: message, detail: refused, location: { file, line: line ?? 1, column: (column ?? 1) - 1 } }
  })
}
