/** What people decide about incidents: steps that wait, their end, what runs without asking, and drills. The journal names them. */
import type { Asking, Strategies } from '@quarterdeck/runtime'
import type { RemedyStep } from '@quarterdeck/runtime'
import type { OrganizationRow } from '../../access/principal.ts'
import { membershipIn } from '../../access/principal.ts'
import type { IncidentRow } from '../../data/incident-data.ts'
import type { IncidentDrill as DrillRow } from '../../generated/prisma/client.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { IncidentAutomation, IncidentKind } from '../incident-enums.ts'
import { CONFIRM_MEANING } from '../input/deployment-input.ts'
import { Incident, IncidentDrill, Organization } from '../refs.ts'
import { demandConfirmation } from './confirmation.ts'
import { namedDeployment, ofDeployment } from './deployment.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const INPUT = ['input']
const INCIDENT_PATH = ['input', 'incidentId']

const ApproveIncidentRemedyInput = builder.inputType('ApproveIncidentRemedyInput', {
  description: 'Which step to take.',
  fields: (t) => ({
    incidentId: t.id({ required: true, description: 'The incident whose step waits.' }),
    confirm: t.string({ description: `Where the step starts a deployment: ${CONFIRM_MEANING}` }),
  }),
})

const CloseIncidentInput = builder.inputType('CloseIncidentInput', {
  description: 'Which incident to close.',
  fields: (t) => ({
    incidentId: t.id({ required: true, description: 'The incident.' }),
    reason: t.string({ required: true, description: 'Why; kept with it and in the audit log.' }),
  }),
})

const SetIncidentAutomationInput = builder.inputType('SetIncidentAutomationInput', {
  description: 'What may be done without asking.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose deployments.' }),
    automation: t.field({ type: IncidentAutomation, required: true, description: 'Which steps.' }),
  }),
})

const DrillDeploymentInput = builder.inputType('DrillDeploymentInput', {
  description: 'What to drill.',
  fields: (t) => ({
    deploymentId: t.id({ required: true, description: 'A deployment on a PAPER account, RUNNING.' }),
    kind: t.field({ type: IncidentKind, required: true, description: 'The incident to bring about.' }),
  }),
})

const incidentPayload = (name: string, description: string) =>
  builder.objectRef<{ readonly incident: IncidentRow }>(name).implement({
    description,
    fields: (t) => ({
      incident: t.expose('incident', { type: Incident, description: 'The incident as it is now.' }),
    }),
  })

const ApproveIncidentRemedyPayload = incidentPayload(
  'ApproveIncidentRemedyPayload',
  'The incident; the result of the step that was taken stands on it.',
)
const CloseIncidentPayload = incidentPayload('CloseIncidentPayload', 'The incident, closed.')

const SetIncidentAutomationPayload = builder
  .objectRef<{ readonly organization: OrganizationRow }>('SetIncidentAutomationPayload')
  .implement({
    description: 'The organization, with what holds now.',
    fields: (t) => ({
      organization: t.expose('organization', { type: Organization, description: 'The organization.' }),
    }),
  })

const DrillDeploymentPayload = builder
  .objectRef<{ readonly drill: DrillRow }>('DrillDeploymentPayload')
  .implement({
    description: 'The drill, which is under way; read it again until it has ended.',
    fields: (t) => ({ drill: t.expose('drill', { type: IncidentDrill, description: 'The drill.' }) }),
  })

interface NamesIncident {
  readonly incidentId: string
}

function namedIncident({ incidentId }: NamesIncident, { data }: Context): Promise<IncidentRow> {
  return data.incidents.incident(requireId('Incident', incidentId, INCIDENT_PATH), INCIDENT_PATH)
}

const ofIncident = async (input: NamesIncident, context: Context) =>
  (await namedIncident(input, context)).organizationId

/** Decides something about incidents of an organization, in the caller's name. */
async function decide<Result>(
  context: Context,
  organizationId: string,
  work: (incidents: Strategies['incidents'], asking: Asking) => Promise<Result>,
): Promise<Result> {
  const asking = { organizationId, actor: context.require().actor }
  const result = await asProblem(
    async () => work((await context.runtime.strategies()).incidents, asking),
    INPUT,
  )
  context.refresh()
  return result
}

builder.mutationFields((t) => ({
  approveIncidentRemedy: t.field({
    type: ApproveIncidentRemedyPayload,
    description: "Takes the step of an incident's playbook that waits, in the caller's name.",
    args: {
      input: t.arg({ type: ApproveIncidentRemedyInput, required: true, description: 'Which step.' }),
    },
    ...guarded('incident:handle', ofIncident),
    errors: problems('ApproveIncidentRemedyResult'),
    resolve: async (_root, { input }, context) => {
      const incident = await namedIncident(input, context)
      // Runtime wrote them, in this shape.
      const steps = incident.steps as unknown as readonly RemedyStep[]
      const { mode, name } = await context.data.deployments.find(incident.deploymentId)
      if (steps.some(({ action, status }) => action === 'RESTART' && status === 'PROPOSED'))
        demandConfirmation(mode, name, input.confirm)
      await decide(context, incident.organizationId, (incidents, asking) =>
        incidents.approve(asking, incident.id),
      )
      return { incident: await namedIncident(input, context) }
    },
  }),
  closeIncident: t.field({
    type: CloseIncidentPayload,
    description: 'Closes an incident: it does not come back for what it was about until its rule was quiet.',
    args: { input: t.arg({ type: CloseIncidentInput, required: true, description: 'Which incident.' }) },
    ...guarded('incident:handle', ofIncident),
    errors: problems('CloseIncidentResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedIncident(input, context)
      await decide(context, organizationId, (incidents, asking) => incidents.close(asking, id, input.reason))
      return { incident: await namedIncident(input, context) }
    },
  }),
  setIncidentAutomation: t.field({
    type: SetIncidentAutomationPayload,
    description: 'Says which steps against incidents are taken without asking.',
    args: { input: t.arg({ type: SetIncidentAutomationInput, required: true, description: 'Which steps.' }) },
    ...guarded('incident:configure', namedOrganization),
    errors: problems('SetIncidentAutomationResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      await decide(context, organizationId, (incidents, asking) =>
        incidents.setAutomation(asking, input.automation),
      )
      return { organization: membershipIn(context.require(), organizationId).organization }
    },
  }),
  drillDeployment: t.field({
    type: DrillDeploymentPayload,
    description: 'Puts a fault into a deployment on paper, for real, and sees what comes of it. PAPER alone.',
    args: { input: t.arg({ type: DrillDeploymentInput, required: true, description: 'What to drill.' }) },
    ...guarded('incident:handle', ofDeployment),
    errors: problems('DrillDeploymentResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedDeployment(input, context)
      const drillId = await decide(context, organizationId, (incidents, asking) =>
        incidents.drill(asking, id, input.kind),
      )
      return { drill: await context.data.incidents.drill(drillId) }
    },
  }),
}))
