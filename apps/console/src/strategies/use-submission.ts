/** A submission on its way: the archive that is sent, the name that is suggested, and what stood in the way. */
'use client'

import { type FormEvent, useEffect, useState } from 'react'
import { useMutation } from 'urql'
import { explainOutcome, outcomeOf, problemField } from '../connection/problem.ts'
import { useUpload } from '../datasets/use-import.ts'
import { graphql } from '../generated/gql.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import {
  emptySubmission,
  nameOfArchive,
  nameOfRepository,
  type SubmissionFault,
  submissionFault,
  type SubmissionForm,
} from './submission.ts'

const SubmitStrategy = graphql(`
  mutation SubmitStrategy($input: SubmitStrategyInput!) {
    submitStrategy(input: $input) {
      __typename
      ... on SubmitStrategyPayload {
        version {
          id
          strategy {
            id
            name
            status
            newestVersion {
              id
              number
              status
            }
          }
          ...VersionRow_StrategyVersionFragment
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

/** Sends what is handed in; returns what stands in its way, or null once it is being built. */
function useSubmit(organizationId: string) {
  const [, submit] = useMutation(SubmitStrategy)
  return async (form: SubmissionForm, uploadId: string | null): Promise<SubmissionFault | null> => {
    const source =
      form.kind === 'ZIP' ? { uploadId } : { git: { url: form.url.trim(), revision: form.revision.trim() } }
    const { data, error } = await submit({ input: { organizationId, name: form.name, ...source } })
    const outcome = outcomeOf(data?.submitStrategy, error)
    if (outcome.kind === 'done') {
      const { id, strategy } = outcome.payload.version
      goTo(placeOf('strategies', { id: strategy.id, version: id }))
      return null
    }
    const named =
      outcome.kind === 'problem' ? problemField(outcome.problem, ['name', 'url', 'revision']) : null
    return { field: named ?? (form.kind === 'ZIP' ? 'file' : 'url'), message: explainOutcome(outcome) }
  }
}

export interface DroppedFile {
  /** A file that was dropped on the screen; null: none, or it was taken. */
  readonly dropped: File | null
  readonly onTaken: () => void
}

export function useSubmission(organizationId: string, { dropped, onTaken }: DroppedFile) {
  const [form, setForm] = useState(emptySubmission)
  const [named, setNamed] = useState(false)
  const [fault, setFault] = useState<SubmissionFault | null>(null)
  const [submitting, setSubmitting] = useState(false)
  const { sending, send } = useUpload(organizationId, '/api/strategies/uploads')
  const submit = useSubmit(organizationId)
  const set = (change: Partial<SubmissionForm>) => {
    setFault(null)
    setForm((before) => ({ ...before, ...change }))
  }
  const takeFile = (file: File) => {
    if (!/\.zip$/i.test(file.name)) return setFault({ field: 'file', message: `${file.name} is no zip.` })
    send(file)
    set({ kind: 'ZIP', ...(named ? {} : { name: nameOfArchive(file.name) }) })
  }
  useEffect(() => {
    if (!dropped) return
    takeFile(dropped)
    onTaken()
  })
  return {
    form,
    fault,
    sending,
    busy: submitting || sending.step === 'sending',
    submitting,
    set,
    takeFile,
    setName: (name: string) => {
      setNamed(true)
      set({ name })
    },
    setUrl: (url: string) => set({ url, ...(named ? {} : { name: nameOfRepository(url) }) }),
    onSubmit: async (event: FormEvent) => {
      event.preventDefault()
      if (submitting) return
      const uploadId = sending.step === 'sent' ? sending.upload.id : null
      const missing = submissionFault(form, uploadId !== null)
      setFault(missing)
      if (missing) return
      setSubmitting(true)
      setFault(await submit(form, uploadId))
      setSubmitting(false)
    },
  }
}
