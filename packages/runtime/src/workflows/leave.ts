/**
 * Whether the one in whose name a workflow acts may still do so. Roles are the API's to know: it is asked at the moment of acting,
 * not when the workflow was saved.
 */
import type { Actor } from '@quarterdeck/engine'
import type { Queryable } from '../database/database.ts'
import type { WorkflowAction } from './definition.ts'

/** Why a step may not be taken, in words for people; null: it may. */
export type WorkflowLeave = (
  database: Queryable,
  of: { readonly organizationId: string; readonly actor: Actor; readonly does: WorkflowAction['do'] },
) => Promise<string | null>

/** Where there are no people with roles, as in a runtime by itself. */
export const everyStepIsAllowed: WorkflowLeave = () => Promise.resolve(null)
