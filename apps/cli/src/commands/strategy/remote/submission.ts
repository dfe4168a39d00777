/** What a deploy hands in: a folder, a file of one, or a git address; and the name that the strategy gets where nobody says. */

import { existsSync, statSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import {
  createSourceTree,
  findEntry,
  readDirectory,
  SubmissionRefused,
  zipSource,
  type SourceTree,
} from '@quarterdeck/strategies'
import { Refused, WrongUsage } from '../../../exit.ts'

export type Submission =
  | { readonly kind: 'ZIP'; readonly name: string; readonly zip: Uint8Array }
  | { readonly kind: 'GIT'; readonly name: string; readonly url: string; readonly revision: string }

export async function submissionOf(what: string, revision: string | undefined): Promise<Submission> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(what))
    return {
      kind: 'GIT',
      name: nameFrom(basename(new URL(what).pathname, '.git')),
      url: what,
      revision: revision ?? 'HEAD',
    }
  if (revision !== undefined) throw new WrongUsage('--revision is of a git address, and a folder has none')
  const path = resolve(what)
  if (!existsSync(path)) throw new WrongUsage(`SOURCE: there is no folder and no file ${what}`)
  const isFolder = statSync(path).isDirectory()
  try {
    const tree = await readDirectory(isFolder ? path : dirname(path))
    const zip = zipSource(isFolder ? tree : withEntry(tree, basename(path)))
    return { kind: 'ZIP', name: nameFrom(basename(path, extname(path))), zip }
  } catch (error) {
    if (error instanceof SubmissionRefused) throw new Refused(inWords(error))
    throw error
  }
}

/** A refusal as FILE: RULE message. */
export function inWords({ path, rule, message }: SubmissionRefused): string {
  return `${path === null ? '' : `${path}: `}${rule} ${message}`
}

/** The tree in which a file is what is built: where another one would be taken, or none could be told, an index names it. */
export function withEntry(tree: SourceTree, file: string): SourceTree {
  const found = findEntry(tree, undefined)
  if (found.ok && found.entry === file) return tree
  if (found.ok && found.entry.includes('strategy'))
    throw new Refused(
      `${found.entry} is the strategy of this folder: deploy the folder, or ${file} from a folder of its own`,
    )
  const text = `/** Which file of this folder is deployed. */\nexport { default } from './${file}'\n`
  const others = tree.files.filter(({ path }) => path !== 'index.ts')
  return createSourceTree([...others, { path: 'index.ts', bytes: new TextEncoder().encode(text) }])
}

function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
  if (name === '') throw new WrongUsage(`--name must be given: none can be made of "${text}"`)
  return name
}
