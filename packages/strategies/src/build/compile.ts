/** The steps of the build's first child, in order: unpack, read, check types, bundle. The first that finds problems is the last. */

import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { version as esbuild } from 'esbuild'
import { bundleStrategy } from './bundle.ts'
import type { CompileLine, CompileTerms, PinnedPackage } from './compile-terms.ts'
import { Fence } from './fence.ts'
import type { Reach } from './imports.ts'
import { type BuildProblem, problemOf } from './outcome.ts'
import { followImports } from './source-graph.ts'
import { checkTypes, compilerVersion } from './type-check.ts'
import { unpackPackage } from './unpack.ts'
import { packageOf, SDK_NAME, SOURCE_FOLDER } from './workspace.ts'

/** Gives the last line of the child. */
export async function compile(terms: CompileTerms, say: (line: CompileLine) => void): Promise<CompileLine> {
  const { directory, entry, limits } = terms
  const problems = (all: readonly BuildProblem[]): CompileLine => ({ type: 'PROBLEMS', problems: all })
  say({ type: 'STEP', step: 'PACKAGES' })
  const reach = unpack(terms)

  say({ type: 'STEP', step: 'SYNTAX' })
  const graph = followImports(directory, entry, reach)
  if (graph.problems.length > 0) return problems(graph.problems)
  // What was not read is not there: neither tool can come upon it.
  removeOthers(directory, reach.files, new Set(graph.modules))

  if (!terms.skipsTypes) {
    say({ type: 'STEP', step: 'TYPES' })
    const checked = await checkTypes(directory, graph.modules)
    if (checked.text !== '') say({ type: 'LOG', text: checked.text })
    if (checked.problems.length > 0) return problems(checked.problems)
  }

  say({ type: 'STEP', step: 'BUNDLE' })
  const fence = new Fence(directory, reach)
  const bundled = await bundleStrategy(directory, entry, [fence.plugin()])
  if (!bundled.ok) return problems(bundled.problems)
  const bytes = Buffer.byteLength(bundled.bundle)
  if (bytes > limits.bundleBytesMax) {
    const message = `the bundle has ${bytes} bytes; it may have ${limits.bundleBytesMax}`
    return problems([problemOf('LIMIT_OUTPUT', message)])
  }
  const packages = usedPackages(bundled.inputs, terms.packages)
  const { bundle, map } = bundled
  return { type: 'COMPILED', bundle, map, packages, esbuild, typescript: compilerVersion() }
}

function unpack({ directory, packages, denied, limits }: CompileTerms): Reach {
  const unfit = packages.flatMap((pin, index) => unpackPackage(directory, index, { pin, limits }) ?? [])
  const refused = new Map([...denied, ...unfit].map((one) => [one.name, one]))
  const names = packages.map(({ name }) => name).filter((name) => !refused.has(name))
  return { files: sourceFiles(directory), packages: new Set(names), denied: refused }
}

function sourceFiles(directory: string): ReadonlySet<string> {
  const root = join(directory, SOURCE_FOLDER)
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Set(
    files.map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    ),
  )
}

function removeOthers(directory: string, files: ReadonlySet<string>, kept: ReadonlySet<string>): void {
  for (const path of files) if (!kept.has(path)) rmSync(join(directory, SOURCE_FOLDER, path))
}

/** The packages whose modules are in the bundle. */
function usedPackages(inputs: readonly string[], pinned: readonly PinnedPackage[]): readonly PinnedPackage[] {
  const used = new Set(inputs.map(packageOf).filter((name) => name !== SDK_NAME))
  return pinned.filter(({ name }) => used.has(name))
}
