/** An import of a file: the file and how it is read on one side, what it is taken for on the other. Nothing is kept before it is confirmed. */
'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { explainOutcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Section } from '../controls/section.tsx'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { FileDrop } from './file-drop.tsx'
import { detectAll, type ImportTarget, toImport } from './import-choices.ts'
import { useKnownInstruments } from './known-instruments.ts'
import { ReadingFields } from './reading-fields.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { isTicks } from './series-kinds.ts'
import { TargetFields } from './target-fields.tsx'
import { type Preview, usePreview, useStartImport, useUpload } from './use-import.ts'

const noTarget: ImportTarget = { instrumentId: '', timeframe: '', mode: 'APPEND', assetClass: '' }

/** Says what still stands in the way of an import, or null. */
function missing(preview: Preview | null, target: ImportTarget): string | null {
  if (!preview) return 'Choose a file first.'
  if (preview.questions.length > 0) return 'Answer the questions about the file first.'
  if (target.instrumentId.trim() === '') return 'Name the instrument.'
  const ticks = isTicks(preview.kind)
  if (!ticks && target.timeframe.trim() === '') return 'Give the timeframe of the bars.'
  return null
}

export function FileImport({ slug }: { readonly slug: string }) {
  const { membership } = useSelection()
  const organizationId = membership.organization.id
  const [choices, setChoices] = useState(detectAll)
  const [edited, setEdited] = useState<Partial<ImportTarget>>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const known = useKnownInstruments(slug)
  const { sending, send } = useUpload(organizationId)
  const uploadId = sending.step === 'sent' ? sending.upload.id : null
  const looked = usePreview(organizationId, uploadId, choices)
  const start = useStartImport()

  const preview = uploadId === null ? null : looked.preview
  const target = { ...noTarget, timeframe: preview?.timeframe ?? '', ...edited }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const lacks = missing(preview, target)
    setRefusal(lacks)
    if (lacks !== null || uploadId === null || !preview) return
    const outcome = await start(toImport({ organizationId, uploadId, kind: preview.kind, choices, target }))
    if (outcome.kind !== 'done') return setRefusal(explainOutcome(outcome))
    toast('The import has started')
    goTo(placeOf('datasets'))
  }

  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 lg:grid-cols-[minmax(0,420px)_minmax(0,1fr)]">
      <form aria-label="Import" onSubmit={(event) => void submit(event)} className="flex flex-col gap-2">
        <Section title="File">
          <div className="p-2">
            <FileDrop
              sending={sending}
              onFile={(file) => {
                setChoices(detectAll)
                send(file)
              }}
            />
          </div>
        </Section>
        <Section title="Where it goes">
          <TargetFields
            target={target}
            onChange={(change) => {
              setRefusal(null)
              setEdited((before) => ({ ...before, ...change }))
            }}
            known={known}
            ticks={isTicks(preview?.kind)}
          />
        </Section>
        <Section title="How it is read">
          <ReadingFields
            choices={choices}
            onChange={(next) => {
              setRefusal(null)
              setChoices(next)
            }}
            preview={preview}
          />
        </Section>
        {refusal ? (
          <p role="alert" className="text-xs text-bad">
            Not imported: {refusal}
          </p>
        ) : null}
        <Button type="submit" tone="primary" size="large">
          Import
        </Button>
      </form>
      <Section title="Preview" className="self-start">
        <PreviewPanel looked={looked} chosen={uploadId !== null} />
      </Section>
    </div>
  )
}
