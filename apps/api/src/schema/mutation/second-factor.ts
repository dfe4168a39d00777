/** What asks for the second factor anew, and the policy that members must have one. */
import { Conflict, Forbidden, SecondFactorRequired, Unauthenticated } from '../../problem/problem.ts'
import { membershipIn, type OrganizationRow } from '../../access/principal.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Organization } from '../refs.ts'
import { audited } from './audited.ts'
import { guarded, namedOrganization, problems } from './field.ts'

/**
 * Throws unless the caller has shown the second factor within the last minutes, where it is owed: by a person who has one, and where
 * the organization demands it by everybody. A key can show none: such an organization takes such acts from people only.
 */
export async function demandSecondFactor(context: Context, organizationId: string): Promise<void> {
  const principal = context.require()
  const { identity } = context
  if (principal.kind === 'API_KEY') {
    if (!(await identity.demandsSecondFactor(organizationId))) return
    throw new Forbidden(
      'The organization demands a second factor, which an API key cannot show: a person must do this, signed in',
    )
  }
  const standing = await identity.standingOf(principal)
  // The session ended just now.
  if (standing === null) throw new Unauthenticated()
  if (standing.enabled && standing.shownUntil === null) throw new SecondFactorRequired()
  // Another process may have begun to demand it, or have removed the factor, since this one learned of the membership.
  if (!standing.enabled && (await identity.demandsSecondFactor(organizationId)))
    throw new Forbidden('The organization demands a second factor: set one up first')
}

const SetSecondFactorPolicyInput = builder.inputType('SetSecondFactorPolicyInput', {
  description: 'Whether members must have a second factor.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose members.' }),
    required: t.boolean({ required: true, description: 'Whether they must.' }),
  }),
})

const SetSecondFactorPolicyPayload = builder
  .objectRef<{ readonly organization: OrganizationRow }>('SetSecondFactorPolicyPayload')
  .implement({
    description: 'The organization with its policy.',
    fields: (t) => ({
      organization: t.expose('organization', { type: Organization, description: 'The organization.' }),
    }),
  })

builder.mutationField('setSecondFactorPolicy', (t) =>
  t.field({
    type: SetSecondFactorPolicyPayload,
    description:
      'Demands a second factor of every member, at once: who has none can do nothing here but set one up.',
    args: { input: t.arg({ type: SetSecondFactorPolicyInput, required: true, description: 'The policy.' }) },
    ...guarded('organization:secure', namedOrganization),
    errors: problems('SetSecondFactorPolicyResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { required } = input
      await demandSecondFactor(context, organizationId)
      const { organization } = membershipIn(context.require(), organizationId)
      const { identity } = context
      if ((await identity.demandsSecondFactor(organizationId)) === required) return { organization }
      if (required) await demandOwn(context)
      const change = {
        organizationId,
        action: 'organization.secondFactor',
        summary: required ? 'Members must have a second factor' : 'Members need no second factor',
        before: { secondFactorRequired: !required },
        after: { secondFactorRequired: required },
      }
      await audited(context, change, () => identity.demandSecondFactor(organizationId, required))
      return { organization }
    },
  }),
)

/** Nobody shuts the door behind which he stands himself. */
async function demandOwn(context: Context): Promise<void> {
  const principal = context.require()
  if (principal.kind === 'API_KEY') return
  if ((await context.identity.standingOf(principal))?.enabled === true) return
  throw new Conflict('set up a second factor of your own first: you would be shut out as well', [
    'input',
    'required',
  ])
}
