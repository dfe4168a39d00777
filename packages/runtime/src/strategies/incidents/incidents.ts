/** The face of incidents: what people decide about them. What there is of them is in their tables. */
import type { Asking } from '../../research/research.ts'
import type { Automation, IncidentKind } from './incident.ts'

export interface Incidents {
  /** Takes the step that waits, in the name of the one who asks. Throws a RequestFault where none waits. */
  approve(asking: Asking, incidentId: string): Promise<void>
  /** Closes it for good: it does not come back for what it was about before its rule was quiet. */
  close(asking: Asking, incidentId: string, reason: string): Promise<void>
  /** Puts a fault into a deployment on paper and sees what comes of it; the id of the drill. Throws a RequestFault elsewhere. */
  drill(asking: Asking, deploymentId: string, kind: IncidentKind): Promise<string>
  /** What playbooks of the organization may do without asking. */
  setAutomation(asking: Asking, automation: Automation): Promise<void>
}
