/** One import from file to job: sends the file, shows what it is taken for whenever a choice changes, and starts the import. */
'use client'

import { useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { ImportDatasetInput, PreviewImportMutation as PreviewResult } from '../generated/graphql.ts'
import { type ImportChoices, toChoices } from './import-choices.ts'
import { upload, type Upload, type UploadDoor } from './upload.ts'

const PreviewImport = graphql(`
  mutation PreviewImport($input: PreviewImportInput!) {
    previewImport(input: $input) {
      __typename
      ... on PreviewImportPayload {
        preview {
          dialect
          why
          kind
          timeframe
          columns {
            field
            column
          }
          zone
          label
          rows {
            at
            values {
              field
              value
            }
          }
          questions {
            choice
            text
          }
          problems
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

const ImportDataset = graphql(`
  mutation ImportDataset($input: ImportDatasetInput!) {
    importDataset(input: $input) {
      __typename
      ... on ImportDatasetPayload {
        job {
          id
          status
          ...JobItem_JobFragment
        }
      }
      ... on Problem {
        code
        message
        path
      }
    }
  }
`)

export type Preview = Extract<
  PreviewResult['previewImport'],
  { readonly __typename: 'PreviewImportPayload' }
>['preview']

export type Sending =
  | { readonly step: 'none' }
  | { readonly step: 'sending'; readonly name: string; readonly share: number }
  | { readonly step: 'refused'; readonly name: string; readonly message: string }
  | { readonly step: 'sent'; readonly upload: Upload }

/** Choices that are typed are looked at once the typing rests. */
const LOOK_AFTER_MS = 300

export function useUpload(organizationId: string, door: UploadDoor = '/api/uploads') {
  const [sending, setSending] = useState<Sending>({ step: 'none' })
  const current = useRef<AbortController | null>(null)
  useEffect(() => () => current.current?.abort(), [])

  const send = (file: File) => {
    current.current?.abort()
    const abort = new AbortController()
    current.current = abort
    const show = (next: Sending) => (current.current === abort ? setSending(next) : undefined)
    show({ step: 'sending', name: file.name, share: 0 })
    upload({
      door,
      organizationId,
      file,
      signal: abort.signal,
      onProgress: (share) => show({ step: 'sending', name: file.name, share }),
    }).then(
      (taken) => show({ step: 'sent', upload: taken }),
      (fault: unknown) =>
        show({
          step: 'refused',
          name: file.name,
          message: fault instanceof Error ? fault.message : String(fault),
        }),
    )
  }
  return { sending, send }
}

export interface Looked {
  readonly looking: boolean
  /** The newest preview, also while the next is on its way. */
  readonly preview: Preview | null
  readonly refusal: string | null
}

const nothingSeen: Looked = { looking: false, preview: null, refusal: null }

/** Shows what an upload is taken for with these choices. */
export function usePreview(organizationId: string, uploadId: string | null, choices: ImportChoices): Looked {
  const [, look] = useMutation(PreviewImport)
  const [state, setState] = useState(nothingSeen)
  const asked = useRef<string | null>(null)

  useEffect(() => {
    if (uploadId === null) return
    let current = true
    const run = async () => {
      // Another file owes nothing to what was said of the last one.
      setState((before) => (fresh ? { ...nothingSeen, looking: true } : { ...before, looking: true }))
      const { data, error } = await look({ input: { organizationId, uploadId, choices: toChoices(choices) } })
      if (!current) return
      const outcome = outcomeOf(data?.previewImport, error)
      if (outcome.kind === 'done') {
        setState({ looking: false, preview: outcome.payload.preview, refusal: null })
      } else setState((before) => ({ ...before, looking: false, refusal: explainOutcome(outcome) }))
    }
    const fresh = asked.current !== uploadId
    asked.current = uploadId
    const timer = setTimeout(() => void run(), fresh ? 0 : LOOK_AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [look, organizationId, uploadId, choices])
  return state
}

export function useStartImport(): (input: ImportDatasetInput) => Promise<Outcome<unknown>> {
  const [, start] = useMutation(ImportDataset)
  return async (input) => {
    const { data, error } = await start({ input })
    return outcomeOf(data?.importDataset, error)
  }
}
