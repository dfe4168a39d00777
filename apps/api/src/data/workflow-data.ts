/** Workflows, their runs and steps, as one principal may see them. */
import DataLoader from 'dataloader'
import { notFound } from '../problem/problem.ts'
import type { Prisma, Workflow, WorkflowRun, WorkflowStepRun } from '../generated/prisma/client.ts'
import { byId } from './by-id.ts'
import type { Page, PageArguments } from './page.ts'
import { type OfOrganization, seqPageOf } from './seq-page.ts'
import type { TenantClient } from './tenant-client.ts'

/** A run with its steps: all that can move of it. */
export type RunMove = Pick<WorkflowRun, 'id' | 'status'> & {
  readonly steps: readonly Pick<WorkflowStepRun, 'stepId' | 'status' | 'attempts'>[]
}

export interface WorkflowData {
  workflows(organizationId: string, args: PageArguments): Promise<Page<Workflow>>
  /** NOT_FOUND where there is none for this caller; so all that name one thing. */
  workflow(id: string, path?: readonly string[]): Promise<Workflow>
  runs(where: OfOrganization<Prisma.WorkflowRunWhereInput>, args: PageArguments): Promise<Page<WorkflowRun>>
  run(id: string, path?: readonly string[]): Promise<WorkflowRun>
  /** Null: it was never run. */
  newestRun(workflowId: string): Promise<WorkflowRun | null>
  /** In the order of the definition. */
  steps(runId: string): Promise<readonly WorkflowStepRun[]>
  /** Where runs are that go on, or ended at or after an instant. */
  moves(organizationId: string, endedSince: Date): Promise<readonly RunMove[]>
}

const MOVES_MAX = 200

export function createWorkflowData(client: TenantClient): WorkflowData {
  const workflows = byId((ids) => client.workflow.findMany({ where: { id: { in: ids } } }))
  const runs = byId((ids) => client.workflowRun.findMany({ where: { id: { in: ids } } }))
  const newest = new DataLoader<string, WorkflowRun | null>(async (workflowIds) => {
    const places = await client.workflowRun.groupBy({
      by: ['workflowId'],
      where: { workflowId: { in: [...workflowIds] } },
      _max: { seq: true },
    })
    const seqs = places.flatMap(({ _max }) => (_max.seq === null ? [] : [_max.seq]))
    const found = await client.workflowRun.findMany({ where: { seq: { in: seqs } } })
    return workflowIds.map((id) => found.find(({ workflowId }) => workflowId === id) ?? null)
  })
  const steps = new DataLoader<string, readonly WorkflowStepRun[]>(async (runIds) => {
    const found = await client.workflowStepRun.findMany({
      where: { runId: { in: [...runIds] } },
      orderBy: { place: 'asc' },
    })
    return runIds.map((id) => found.filter(({ runId }) => runId === id))
  })
  return {
    workflows: (organizationId, args) =>
      seqPageOf(args, {
        organizationId,
        newestFirst: false,
        load: ({ where: seq, orderBy, take }) =>
          client.workflow.findMany({ where: { organizationId, seq }, orderBy, take }),
        count: () => client.workflow.count({ where: { organizationId } }),
      }),
    async workflow(id, path) {
      const found = await workflows.load(id)
      if (found === null) throw notFound('Workflow', path)
      return found
    },
    runs: (where, args) =>
      seqPageOf(args, {
        organizationId: where.organizationId,
        newestFirst: true,
        load: ({ where: seq, orderBy, take }) =>
          client.workflowRun.findMany({ where: { AND: [where, { seq }] }, orderBy, take }),
        count: () => client.workflowRun.count({ where }),
      }),
    async run(id, path) {
      const found = await runs.load(id)
      if (found === null) throw notFound('WorkflowRun', path)
      return found
    },
    newestRun: (workflowId) => newest.load(workflowId),
    steps: (runId) => steps.load(runId),
    moves: (organizationId, endedSince) =>
      client.workflowRun.findMany({
        where: { organizationId, OR: [{ endedAt: null }, { endedAt: { gte: endedSince } }] },
        select: {
          id: true,
          status: true,
          steps: { select: { stepId: true, status: true, attempts: true }, orderBy: { place: 'asc' } },
        },
        orderBy: { seq: 'desc' },
        take: MOVES_MAX,
      }),
  }
}
