/** The source of a strategy as a deploy hands it in, and what the builder has to say of it before anybody deploys it. */

import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import {
  buildArtifact,
  createSourceTree,
  findEntry,
  readDirectory,
  SubmissionRefused,
  type BuildOutcome,
  type SourceTree,
} from '@quarterdeck/strategies'
import { Refused, WrongUsage } from '../../exit.ts'

/** A fault at its place; of a build, or of what is handed in. Lines and columns count from 1. */
export interface SourceProblem {
  readonly rule: string
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

export type Foretold =
  | { readonly ok: true; readonly artifact: Extract<BuildOutcome, { ok: true }>['artifact'] }
  | { readonly ok: false; readonly problems: readonly SourceProblem[] }

/** FILE:LINE:COLUMN RULE message. */
export function problemLine({ file, line, column, rule, message }: SourceProblem): string {
  const place = [file, line, column].filter((part) => part !== null).join(':')
  return `${place === '' ? '' : `${place} `}${rule} ${message}`
}

export function problemOfRefusal({ rule, path, message }: SubmissionRefused): SourceProblem {
  return { rule, file: path, line: null, column: null, message }
}

/** What is built of a folder, or of a file with the folder around it. Throws a `SubmissionRefused`. */
export async function treeOf(path: string): Promise<SourceTree> {
  if (statSync(path).isDirectory()) return readDirectory(path)
  return withEntry(await readDirectory(dirname(path)), basename(path))
}

/** The strategy's own file where a folder is named: the one that a deploy would take. */
export async function entryOf(path: string): Promise<string> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
  const found = findEntry(await readDirectory(path), undefined)
  if (!found.ok) throw new WrongUsage(`STRATEGY: ${path}: ${found.problem.message}`)
  return join(path, found.entry)
}

/** What a deploy of this file would say, by the same builder. */
export async function foretoldBuild(
  path: string,
  terms: { readonly skipsTypes?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Foretold> {
  try {
    const outcome = await buildArtifact(await treeOf(path), terms)
    return outcome.ok ? outcome : { ok: false, problems: outcome.problems }
  } catch (error) {
    if (error instanceof SubmissionRefused) return { ok: false, problems: [problemOfRefusal(error)] }
    throw error
  }
}

/** The tree in which a file is what is built: where another one would be taken, or none could be told, an index names it. */
function withEntry(tree: SourceTree, file: string): SourceTree {
  const found = findEntry(tree, undefined)
  if (found.ok && found.entry === file) return tree
  if (found.ok && /(^|\/)strategy\./.test(found.entry))
    throw new Refused(
      `${found.entry} is the strategy of this folder: name the folder, or put ${file} into one of its own`,
    )
  const text = `/** Which file of this folder is built. */\nexport { default } from './${file}'\n`
  const others = tree.files.filter(({ path }) => path !== 'index.ts')
  return createSourceTree([...others, { path: 'index.ts', bytes: new TextEncoder().encode(text) }])
}
