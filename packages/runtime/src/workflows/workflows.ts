/**
 * The face of workflows, as the API sees them. Definitions, runs and steps are rows of their tables; changes are made here and nowhere
 * else. Every call names its organization, and what another organization has is not there.
 */
import type { Asking } from '../research/research.ts'
import type { WorkflowDefinition } from './definition.ts'

export interface Workflows {
  /** A definition with its defaults, as it would be kept. Throws a RequestFault that names the place of what is wrong. */
  read(definition: unknown): WorkflowDefinition
  /** Keeps a workflow, in the place of one of its name; its id. Throws what reading it throws. */
  save(asking: Asking, definition: unknown): Promise<string>
  /** Whether its schedule counts. */
  enable(asking: Asking, workflowId: string, enabled: boolean): Promise<void>
  remove(asking: Asking, workflowId: string): Promise<void>
  /** Begins a run; its id. */
  run(asking: Asking, workflowId: string): Promise<string>
  /** Begins nothing more of a run, and lets go of what it waits for. */
  cancel(asking: Asking, runId: string): Promise<void>
  /** Takes a run up where it failed: what succeeded stays done. */
  restart(asking: Asking, runId: string): Promise<void>
  /** Whenever something of an organization's workflows changed; ends with the signal. */
  changes(organizationId: string, signal: AbortSignal): AsyncIterable<void>
}
