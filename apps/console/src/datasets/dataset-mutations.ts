/** What can be done with a dataset that is there: update it, set and pause its updates, delete it. */
'use client'

import { useMutation } from 'urql'
import { type Outcome, outcomeOf } from '../connection/problem.ts'
import { graphql } from '../generated/gql.ts'
import type { ScheduleDatasetUpdatesInput } from '../generated/graphql.ts'

const UpdateDataset = graphql(`
  mutation UpdateDataset($input: UpdateDatasetInput!) {
    updateDataset(input: $input) {
      __typename
      ... on UpdateDatasetPayload {
        job {
          id
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

const ScheduleDatasetUpdates = graphql(`
  mutation ScheduleDatasetUpdates($input: ScheduleDatasetUpdatesInput!) {
    scheduleDatasetUpdates(input: $input) {
      __typename
      ... on ScheduleDatasetUpdatesPayload {
        dataset {
          id
          ...DatasetRow_DatasetFragment
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

const PauseDatasetUpdates = graphql(`
  mutation PauseDatasetUpdates($input: PauseDatasetUpdatesInput!) {
    pauseDatasetUpdates(input: $input) {
      __typename
      ... on PauseDatasetUpdatesPayload {
        dataset {
          id
          ...DatasetRow_DatasetFragment
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

const DeleteDataset = graphql(`
  mutation DeleteDataset($input: DeleteDatasetInput!) {
    deleteDataset(input: $input) {
      __typename
      ... on DeleteDatasetPayload {
        datasetId
        touchedBacktests {
          id
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

export interface DatasetMutations {
  readonly update: (datasetId: string) => Promise<Outcome<unknown>>
  readonly schedule: (input: ScheduleDatasetUpdatesInput) => Promise<Outcome<unknown>>
  readonly pause: (datasetId: string, paused: boolean) => Promise<Outcome<unknown>>
  readonly remove: (datasetId: string) => Promise<Outcome<unknown>>
}

export function useDatasetMutations(): DatasetMutations {
  const [, update] = useMutation(UpdateDataset)
  const [, schedule] = useMutation(ScheduleDatasetUpdates)
  const [, pause] = useMutation(PauseDatasetUpdates)
  const [, remove] = useMutation(DeleteDataset)
  return {
    update: async (datasetId) => {
      const { data, error } = await update({ input: { datasetId } })
      return outcomeOf(data?.updateDataset, error)
    },
    schedule: async (input) => {
      const { data, error } = await schedule({ input })
      return outcomeOf(data?.scheduleDatasetUpdates, error)
    },
    pause: async (datasetId, paused) => {
      const { data, error } = await pause({ input: { datasetId, paused } })
      return outcomeOf(data?.pauseDatasetUpdates, error)
    },
    remove: async (datasetId) => {
      const { data, error } = await remove({ input: { datasetId } })
      return outcomeOf(data?.deleteDataset, error)
    },
  }
}
