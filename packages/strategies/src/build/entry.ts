/** Which file of a tree is the strategy: the one that is named, or the one that is meant. */

import { fileAt, type SourceTree } from '../submission/source-tree.ts'
import { type BuildProblem, problemOf } from './outcome.ts'

/** Looked for in this order. */
const USUAL = ['strategy.ts', 'src/strategy.ts', 'index.ts', 'src/index.ts', 'strategy.js', 'src/strategy.js']

const MODULE = /\.(ts|mts|js|mjs)$/
const NO_ENTRY = /(\.d\.m?ts|\.(test|spec|config|bench)\.\w+)$/

export type FoundEntry =
  | { readonly ok: true; readonly entry: string }
  | { readonly ok: false; readonly problem: BuildProblem }

/** Finds the file with the default export: `named`, else a usual name, else the only module at the top of the tree. */
export function findEntry(tree: SourceTree, named: string | undefined): FoundEntry {
  if (named !== undefined) {
    if (fileAt(tree, named) === undefined)
      return refused(`${named} was named as the strategy, and is not there`)
    if (!isModule(named))
      return refused(`${named} was named as the strategy, and is no .ts, .mts, .js or .mjs file`)
    return { ok: true, entry: named }
  }
  const usual = USUAL.find((path) => fileAt(tree, path) !== undefined)
  if (usual !== undefined) return { ok: true, entry: usual }
  const modules = tree.files.map(({ path }) => path).filter((path) => !path.includes('/') && isModule(path))
  const [only] = modules
  if (modules.length === 1 && only !== undefined) return { ok: true, entry: only }
  const found = modules.length === 0 ? 'none' : modules.slice(0, 10).join(', ')
  return refused(
    `name the file with the default export strategy.ts or src/strategy.ts, or leave one module at the top (there: ${found})`,
  )
}

function isModule(path: string): boolean {
  return MODULE.test(path) && !NO_ENTRY.test(path)
}

function refused(message: string): FoundEntry {
  return { ok: false, problem: problemOf('ENTRY', message) }
}
