/** The face of incidents, put on the supervisors of organizations. */
import type { Drills } from './drill/drills.ts'
import type { IncidentDesk } from './incident-desk.ts'
import type { Incidents } from './incidents.ts'

/** `supervisorOf` throws where the organization is not open here. */
export function createIncidents(
  supervisorOf: (organizationId: string) => { readonly incidents: IncidentDesk; readonly drills: Drills },
): Incidents {
  return {
    approve: async ({ organizationId, actor }, incidentId) =>
      supervisorOf(organizationId).incidents.approve(actor, incidentId),
    close: async ({ organizationId, actor }, incidentId, reason) =>
      supervisorOf(organizationId).incidents.close(actor, incidentId, reason),
    drill: async ({ organizationId, actor }, deploymentId, kind) =>
      supervisorOf(organizationId).drills.start(actor, deploymentId, kind),
    setAutomation: async ({ organizationId, actor }, automation) =>
      supervisorOf(organizationId).incidents.setAutomation(actor, automation),
  }
}
