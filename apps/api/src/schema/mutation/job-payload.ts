/** The payload of a mutation whose work is done by a job of research. */
import type { ResearchJob } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { Job } from '../refs.ts'

interface JobPayload {
  readonly job: ResearchJob
}

export const jobPayload = <Name extends string>(name: Name) =>
  builder.objectRef<JobPayload>(name).implement({
    description: 'The job that does it; follow it with `jobUpdates`.',
    fields: (t) => ({ job: t.expose('job', { type: Job, description: 'The job.' }) }),
  })
