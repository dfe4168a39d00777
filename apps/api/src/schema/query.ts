/** The root of what can be asked. */
import { ACTIONS, ACTION_NAMES, type Action, actionsOf } from '../access/action.ts'
import { type Membership as MembershipValue, type Principal } from '../access/principal.ts'
import { pageOf } from '../data/page.ts'
import type { Standing } from '../identity/second-factor/keep.ts'
import { notFound } from '../problem/problem.ts'
import { builder } from './builder.ts'
import { ActorKind, AssetClass, RoleEnum } from './enums.ts'
import { globalId } from './global-id.ts'
import { Organization } from './refs.ts'
import { Instrument, visibleInstrument } from './type/instrument.ts'

const SEARCH_LENGTH_MAX = 100

const Permission = builder.objectRef<Action>('Permission').implement({
  description: 'An action and who may do it.',
  fields: (t) => ({
    action: t.string({ description: 'Name, noun:verb.', resolve: (action) => action }),
    description: t.string({ description: 'What it is.', resolve: (action) => ACTIONS[action].description }),
    roles: t.field({
      type: [RoleEnum],
      description: 'The roles that may do it.',
      resolve: (action) => [...ACTIONS[action].roles],
    }),
  }),
})

const Membership = builder.objectRef<MembershipValue>('Membership').implement({
  description: 'What the caller is in an organization.',
  fields: (t) => ({
    role: t.field({ type: RoleEnum, description: 'The role.', resolve: ({ role }) => role }),
    permissions: t.stringList({
      description: 'The actions that the role may do.',
      resolve: ({ role }) => [...actionsOf(role)],
    }),
    organization: t.field({
      type: Organization,
      description: 'The organization.',
      resolve: ({ organization }) => organization,
    }),
  }),
})

const SecondFactor = builder.objectRef<Standing>('SecondFactor').implement({
  description: 'How a person stands with the second factor. What is secret of it is in no answer.',
  fields: (t) => ({
    enabled: t.exposeBoolean('enabled', { description: 'Whether signing in asks for a code.' }),
    backupCodesLeft: t.exposeInt('backupCodesLeft', { description: 'Backup codes that were not used yet.' }),
    shownUntil: t.expose('shownUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when this session is asked for no further code; null: it would be asked.',
    }),
  }),
})

const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'Who asks: the signed-in user, or the API key.',
  fields: (t) => ({
    id: t.id({
      description: 'Id of the user or key.',
      resolve: ({ kind, id }) => globalId(kind === 'USER' ? 'User' : 'ApiKey', id),
    }),
    name: t.exposeString('name', { description: 'Name.' }),
    kind: t.field({ type: ActorKind, description: 'USER or API_KEY.', resolve: ({ kind }) => kind }),
    email: t.exposeString('email', { nullable: true, description: 'E-mail address; null for a key.' }),
    secondFactor: t.field({
      type: SecondFactor,
      nullable: true,
      description: 'The second factor of the signed-in person; null for a key.',
      resolve: (principal, _args, { identity }) => identity.standingOf(principal),
    }),
    shutOutOf: t.stringList({
      description: 'Names of organizations that demand a second factor of the caller before anything else.',
      resolve: ({ shutOutOf }) => [...shutOutOf],
    }),
    memberships: t.field({
      type: [Membership],
      description: 'The organizations that the caller can act in.',
      resolve: ({ memberships }) => [...memberships.values()],
    }),
  }),
})

builder.queryFields((t) => ({
  viewer: t.field({
    type: Viewer,
    nullable: true,
    description: 'Who asks; null: nobody is signed in.',
    resolve: (_root, _args, { principal }) => principal,
  }),
  permissions: t.field({
    type: [Permission],
    description: 'Actions and the roles that may do them: what the API enforces and the console reads.',
    resolve: () => [...ACTION_NAMES],
  }),
  organization: t.field({
    type: Organization,
    nullable: true,
    description: "One of the caller's organizations.",
    args: { slug: t.arg.string({ required: true, description: 'Its short name.' }) },
    authScopes: { signedIn: true },
    resolve: (_root, { slug }, context) => {
      for (const { organization } of context.require().memberships.values()) {
        if (organization.slug === slug) return organization
      }
      throw notFound('Organization', ['slug'])
    },
  }),
  instruments: t.connection(
    {
      type: Instrument,
      description: 'What can be traded, by id.',
      args: {
        search: t.arg.string({ description: 'Only where id or name contain this, whatever the case.' }),
        assetClass: t.arg({ type: AssetClass, description: 'Only of this class.' }),
      },
      authScopes: { signedIn: true },
      resolve: (_root, args, context) => {
        const search = args.search?.slice(0, SEARCH_LENGTH_MAX).toLowerCase() ?? ''
        const all = context.runtime
          .instruments()
          .map(({ instrument }) => visibleInstrument(context, instrument.id))
          .filter((instrument) => instrument !== null)
          .filter(({ id, name, assetClass }) => {
            const fits = id.toLowerCase().includes(search) || name.toLowerCase().includes(search)
            return fits && (args.assetClass == null || args.assetClass === assetClass)
          })
          .sort((a, b) => (a.id < b.id ? -1 : 1))
        return pageOf<(typeof all)[number], string>(args, {
          organizationId: null,
          parse: (at) => at,
          placeOf: ({ id }) => id,
          load: ({ after, before, take, fromEnd }) => {
            const window = all.filter(
              ({ id }) => (after === null || id > after) && (before === null || id < before),
            )
            return fromEnd ? window.slice(-take).reverse() : window.slice(0, take)
          },
          count: () => all.length,
        })
      },
    },
    { name: 'InstrumentConnection', description: 'A page of instruments.' },
    { name: 'InstrumentEdge', description: 'An instrument in a page.' },
  ),
}))
