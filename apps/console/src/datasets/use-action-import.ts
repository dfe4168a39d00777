/** Sends a file of splits and dividends to the server and writes it beside a dataset. */
'use client'

import { useMutation } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { ImportMode } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { upload, UploadFault } from './upload.ts'

const ImportDatasetActions = graphql(`
  mutation ImportDatasetActions($input: ImportDatasetActionsInput!) {
    importDatasetActions(input: $input) {
      __typename
      ... on ImportDatasetActionsPayload {
        unchanged
        changes {
          after {
            exAt
          }
        }
        touchedBacktests {
          id
          name
        }
        dataset {
          id
          ...ActionsSection_DatasetFragment
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

export interface ActionImport {
  /** What was done, or why nothing was. */
  readonly words: string
  readonly done: boolean
}

/** Returns the import of a file, which never rejects. */
export function useActionImport(datasetId: string): (file: File, mode: ImportMode) => Promise<ActionImport> {
  const { membership } = useSelection()
  const [, write] = useMutation(ImportDatasetActions)
  return async (file, mode) => {
    try {
      const { id: uploadId } = await upload({
        door: '/api/uploads',
        organizationId: membership.organization.id,
        file,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      })
      const { data, error } = await write({ input: { datasetId, uploadId, mode } })
      const outcome = outcomeOf(data?.importDatasetActions, error)
      if (outcome.kind !== 'done') return { words: explainOutcome(outcome), done: false }
      const { changes, unchanged, touchedBacktests } = outcome.payload
      const touched = touchedBacktests.map(({ name }) => name)
      const read = touched.length === 0 ? '' : ` Backtests that read what has changed: ${touched.join(', ')}.`
      return { words: `${changes.length} written, ${unchanged} as they were.${read}`, done: true }
    } catch (fault) {
      if (fault instanceof UploadFault) return { words: fault.message, done: false }
      throw fault
    }
  }
}
