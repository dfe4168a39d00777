/** Follows the imports from the entry through the author's files, and tells everything that is wrong on the way. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeImport, type Reach } from './imports.ts'
import { readModule } from './module-reader.ts'
import { type BuildProblem, problemOf } from './outcome.ts'
import { SOURCE_FOLDER } from './workspace.ts'

export interface SourceGraph {
  /** Modules that the entry leads to, itself first. Tests and tools that lie beside them are not among these. */
  readonly modules: readonly string[]
  readonly problems: readonly BuildProblem[]
}

export function followImports(directory: string, entry: string, reach: Reach): SourceGraph {
  const modules = [entry]
  const seen = new Set(modules)
  const problems: BuildProblem[] = []
  for (const path of modules) {
    if (path.endsWith('.json')) continue
    const text = decoded(readFileSync(join(directory, SOURCE_FOLDER, path)))
    if (text === null) {
      problems.push({
        rule: 'SYNTAX',
        file: path,
        line: null,
        column: null,
        message: 'must be text in UTF-8',
      })
      continue
    }
    const read = readModule({ path, text, owner: 'AUTHOR' })
    problems.push(...read.problems)
    if (path === entry && !read.hasDefault && read.problems.length === 0) {
      const message = 'the strategy must be the default export: export default defineStrategy({ ... })'
      problems.push(problemOf('ENTRY', message, path))
    }
    for (const { specifier, isType, line, column } of read.imports) {
      const judged = judgeImport({ specifier, from: path, isType }, reach)
      if (judged.kind === 'REFUSED') {
        problems.push({ rule: judged.rule, file: path, line, column, message: judged.message })
      } else if (judged.kind === 'FILE' && !seen.has(judged.path)) {
        seen.add(judged.path)
        modules.push(judged.path)
      }
    }
  }
  return { modules, problems: problems.sort(inOrder) }
}

/** As a person reads: by file, from top to bottom. */
function inOrder(one: BuildProblem, other: BuildProblem): number {
  const [file, otherFile] = [one.file ?? '', other.file ?? '']
  if (file !== otherFile) return file < otherFile ? -1 : 1
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
