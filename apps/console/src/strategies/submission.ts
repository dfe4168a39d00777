/** What is handed in to be built: an archive that was dropped or chosen, or a repository at a revision. */

export interface SubmissionForm {
  readonly kind: 'ZIP' | 'GIT'
  readonly name: string
  readonly url: string
  readonly revision: string
}

export const emptySubmission: SubmissionForm = { kind: 'ZIP', name: '', url: '', revision: 'main' }

/** Returns a name as strategies have them: 1 to 64 of a-z, 0-9 and -. */
export function strategyName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '')
}

/** Suggests a name after an archive: `Momentum v2.zip` is `momentum-v2`. */
export function nameOfArchive(file: string): string {
  return strategyName(file.replace(/\.zip$/i, ''))
}

/** Suggests a name after a repository: `https://git.test/desk/momentum.git` is `momentum`. */
export function nameOfRepository(url: string): string {
  const last = url.trim().replace(/\/+$/, '').split(/[/:]/).at(-1) ?? ''
  return strategyName(last.replace(/\.git$/i, ''))
}

/** A field and what is wrong with it; whether a repository may be read is the server's to say. */
export interface SubmissionFault {
  readonly field: 'file' | 'name' | 'url' | 'revision'
  readonly message: string
}

/** Returns the first thing that is missing. */
export function submissionFault(form: SubmissionForm, hasFile: boolean): SubmissionFault | null {
  if (form.kind === 'ZIP' && !hasFile) return { field: 'file', message: 'Drop or choose a zip first.' }
  if (form.kind === 'GIT' && !/^https:\/\/\S+$/.test(form.url.trim()))
    return { field: 'url', message: 'Has to be an address that begins with https://.' }
  if (form.kind === 'GIT' && form.revision.trim() === '')
    return { field: 'revision', message: 'Name a commit, tag or branch.' }
  if (!/^[a-z0-9-]{1,64}$/.test(form.name))
    return { field: 'name', message: 'Has to be 1 to 64 of a-z, 0-9 and -.' }
  return null
}
