/** The schema builder: its plugins, what an id and a decimal are, and how a refused scope is answered. */
import SchemaBuilder from '@pothos/core'
import ErrorsPlugin from '@pothos/plugin-errors'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type { Action } from '../access/action.ts'
import { notPermitted, mayDo, membershipIn } from '../access/principal.ts'
import type PrismaTypes from '../generated/pothos.ts'
import { getDatamodel } from '../generated/pothos.ts'
import { PAGE_MAX } from '../pipeline/limits.ts'
import { InvalidInput, NotPermitted, Unauthenticated, notFound } from '../problem/problem.ts'
import type { Context } from './context.ts'
import { type Kind, globalId, parseGlobalId } from './global-id.ts'

/** An action in one organization: what a field asks leave for. */
export interface Wanted {
  readonly action: Action
  readonly organizationId: string
}

export interface SchemaTypes {
  Context: Context
  PrismaTypes: PrismaTypes
  DefaultFieldNullability: false
  DefaultEdgesNullability: { list: false; items: false }
  DefaultNodeNullability: false
  Connection: { count: () => Promise<number> | number }
  AuthScopes: {
    /** Somebody, whoever it is. */
    signedIn: boolean
    can: Wanted
  }
  Scalars: {
    ID: { Input: string; Output: string }
    Decimal: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date | number }
    Cursor: { Input: string; Output: string | bigint | number }
  }
}

export const builder = new SchemaBuilder<SchemaTypes>({
  // Errors stands outermost, so that a NOT_FOUND raised while authorising is data as well.
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true },
  scopeAuth: {
    authorizeOnSubscribe: true,
    treatErrorsAsUnauthorized: false,
    cacheKey: (wanted) => (typeof wanted === 'object' ? JSON.stringify(wanted) : wanted),
    authScopes: (context) => ({
      signedIn: context.principal !== null,
      can: ({ action, organizationId }) => mayDo(context.require(), action, organizationId),
    }),
    unauthorizedError: (_parent, context, _info, { failure }) => {
      if (context.principal === null) return new Unauthenticated()
      if (!('parameter' in failure)) return new NotPermitted('This is not allowed')
      const { action, organizationId } = failure.parameter as Wanted
      return notPermitted(membershipIn(context.principal, organizationId).role, action)
    },
  },
  relay: {
    encodeGlobalID: (typename, id) => globalId(typename as Kind, String(id)),
    // What cannot be an id of ours leads to the organization without an id, which nobody has: absent like any unknown id.
    decodeGlobalID: (id) => {
      const parsed = parseGlobalId(id)
      return { typename: parsed?.kind ?? 'Organization', id: parsed?.id ?? '' }
    },
    nodeQueryOptions: {
      description: 'Anything with an id. A foreign id is NOT_FOUND, like one that nobody has.',
      nullable: true,
      authScopes: { signedIn: true },
      args: { id: { description: 'The id.' } },
      resolve: async (_root, { id }, _context, _info, load) => found(await load(id), ['id']),
    },
    nodesQueryOptions: {
      description:
        'Several things by id, in the order of the ids; what is not found is null, with an error at its place.',
      nullable: { list: false, items: true },
      authScopes: { signedIn: true },
      args: { ids: { description: 'The ids; at most 200.' } },
      resolve: async (_root, { ids }, _context, _info, load) => {
        if (ids.length > PAGE_MAX) throw new InvalidInput(`ids must be at most ${PAGE_MAX}`, ['ids'])
        const nodes = await load(ids)
        return nodes.map((node) => found(node, ['ids']))
      },
    },
    cursorType: 'String',
    nodeTypeOptions: { description: 'Anything that can be fetched again by its id.' },
    idFieldOptions: { description: 'Stable id: a prefix that names the kind, then the identity.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { nullable: false, description: 'Whether the list goes on after this page.' },
    hasPreviousPageFieldOptions: {
      nullable: false,
      description: 'Whether the list starts before this page.',
    },
    startCursorFieldOptions: {
      nullable: true,
      description: 'Cursor of the first row of the page; null: it is empty.',
    },
    endCursorFieldOptions: {
      nullable: true,
      description: 'Cursor of the last row of the page; null: it is empty.',
    },
    pageInfoFieldOptions: { nullable: false, description: 'Where this page stands in the list.' },
    edgesFieldOptions: { description: "The rows of this page, in the list's order." },
    nodeFieldOptions: { description: 'The row.' },
    cursorFieldOptions: { description: 'Where this row stands in the list; opaque, stable.' },
    firstArgOptions: { description: 'Rows from the start of the window; 1 to 200, 50 by default.' },
    lastArgOptions: { description: 'Rows from the end of the window; 1 to 200; not together with first.' },
    afterArgOptions: { description: 'Only rows after this cursor.' },
    beforeArgOptions: { description: 'Only rows before this cursor.' },
  },
  prisma: { dmmf: getDatamodel(), client: (context) => context.data.client },
})

/** A node that is there; otherwise NOT_FOUND, as a rejection at its own place in a list. */
async function found(node: unknown, argument: readonly string[]): Promise<unknown> {
  if (node == null) throw notFound('Node', argument)
  return node
}

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'Rows of the whole list under its filter.',
    resolve: ({ count }) => count(),
  }),
)

builder.queryType({
  description: 'What can be asked. Everything but `permissions` and `viewer` needs a sign-in or an API key.',
})
builder.mutationType({
  description: 'What can be done. Each answers a union of its payload and the problems it may meet.',
})
builder.subscriptionType({ description: 'What can be followed live.' })
