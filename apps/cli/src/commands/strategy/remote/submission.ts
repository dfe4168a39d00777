/** What a deploy hands in: a folder, a file of one, or a git address; and the name that the strategy gets where nobody says. */

import { existsSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { SubmissionRefused, zipSource } from '@quarterdeck/strategies'
import { Refused, WrongUsage } from '../../../exit.ts'
import { problemLine, problemOfRefusal, treeOf } from '../source.ts'

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
  try {
    const zip = zipSource(await treeOf(path))
    return { kind: 'ZIP', name: nameFrom(basename(path, extname(path))), zip }
  } catch (error) {
    if (error instanceof SubmissionRefused) throw new Refused(problemLine(problemOfRefusal(error)))
    throw error
  }
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
