/** A submission: an archive or a repository, and the name of its strategy. What comes of it is shown with the version. */
'use client'

import { Button } from '../controls/button.tsx'
import { Section } from '../controls/section.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { TextField } from '../controls/text-field.tsx'
import { placeOf } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import type { SubmissionFault } from './submission.ts'
import { type DroppedFile, useSubmission } from './use-submission.ts'
import { ZipDrop } from './zip-drop.tsx'

const kinds = [
  { value: 'ZIP', title: 'Zip' },
  { value: 'GIT', title: 'Git repository' },
] as const

export function SubmitScreen(props: DroppedFile) {
  const { membership } = useSelection()
  const submission = useSubmission(membership.organization.id, props)
  const { form, fault, busy, submitting } = submission
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex min-h-9 items-center gap-3 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('strategies')} className="text-xs">
          Strategies
        </PlaceLink>
        <h2 className="text-sm font-semibold">Submit</h2>
      </div>
      <form
        aria-label="Submit a strategy"
        noValidate
        onSubmit={(event) => void submission.onSubmit(event)}
        className="min-h-0 flex-1 overflow-auto p-2"
      >
        <div className="flex max-w-2xl flex-col gap-2">
          <Section
            title="Source"
            actions={
              <Segmented
                label="Kind of source"
                options={kinds}
                value={form.kind}
                onChange={(kind) => submission.set({ kind })}
              />
            }
          >
            <div className="flex flex-col gap-2 p-2">
              <SourceFields submission={submission} />
              <TextField
                label="Strategy"
                hint="A strategy of this name gets a new version; a new name makes a new strategy"
                maxLength={64}
                value={form.name}
                problem={fault?.field === 'name' ? fault.message : undefined}
                onChange={submission.setName}
              />
            </div>
          </Section>
          <p className="text-2xs text-ink-2">
            It is type-checked and bundled here; nothing that it brings along is run. What trades is, byte for
            byte, what was built.
          </p>
          <Button type="submit" tone="primary" size="large" aria-disabled={busy} className="self-start">
            {submitting ? 'Handing in…' : 'Build'}
          </Button>
        </div>
      </form>
    </div>
  )
}

function SourceFields({ submission }: { readonly submission: ReturnType<typeof useSubmission> }) {
  const { form, fault, sending, takeFile, set, setUrl } = submission
  const problem = (field: SubmissionFault['field']) => (fault?.field === field ? fault.message : undefined)
  if (form.kind === 'ZIP') return <ZipDrop sending={sending} problem={problem('file')} onFile={takeFile} />
  return (
    <div className="grid grid-cols-1 gap-2 sm:grid-cols-[minmax(0,1fr)_180px]">
      <TextField
        label="Address of the repository"
        inputMode="url"
        placeholder="https://"
        value={form.url}
        problem={problem('url')}
        onChange={setUrl}
      />
      <TextField
        label="Revision"
        hint="A commit, tag or branch"
        value={form.revision}
        problem={problem('revision')}
        onChange={(revision) => set({ revision })}
      />
    </div>
  )
}
