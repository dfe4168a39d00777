/** Adding, changing and removing connections to venues. Each stands in the audit log, without its credential. */
import type { Asking, Connections } from '@quarterdeck/runtime'
import type { Connection as ConnectionRow } from '../../generated/prisma/client.ts'
import { SecondFactorRequired, notFound } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { globalId, requireId } from '../global-id.ts'
import { AddConnectionInput, connectionTerms, SYMBOLS_MEANING } from '../input/connection-input.ts'
import { CredentialFieldInput, credentialOf } from '../input/credential-input.ts'
import { VenueLink } from '../refs.ts'
import { guarded, namedOrganization, problems } from './field.ts'
import { demandSecondFactor } from './second-factor.ts'

const INPUT = ['input']
const CONNECTION_PATH = ['input', 'connectionId']

const RotateConnectionInput = builder.inputType('RotateConnectionInput', {
  description: 'A new credential for a connection.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'The connection.' }),
    credential: t.field({
      type: [CredentialFieldInput],
      required: true,
      description: 'Every field of the new credential.',
    }),
  }),
})

const SetConnectionSymbolsInput = builder.inputType('SetConnectionSymbolsInput', {
  description: 'What a connection follows from now on.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'The connection.' }),
    symbols: t.stringList({ required: true, description: SYMBOLS_MEANING }),
  }),
})

const SetConnectionEnabledInput = builder.inputType('SetConnectionEnabledInput', {
  description: 'Whether a connection is to be open.',
  fields: (t) => ({
    connectionId: t.id({ required: true, description: 'The connection.' }),
    enabled: t.boolean({ required: true, description: 'Whether it is to be open.' }),
  }),
})

const RemoveConnectionInput = builder.inputType('RemoveConnectionInput', {
  description: 'Which connection to remove.',
  fields: (t) => ({ connectionId: t.id({ required: true, description: 'The connection.' }) }),
})

const payload = (name: `${string}Payload`, description: string) =>
  builder.objectRef<{ readonly connection: ConnectionRow }>(name).implement({
    description,
    fields: (t) => ({
      connection: t.expose('connection', { type: VenueLink, description: 'The connection.' }),
    }),
  })

const AddConnectionPayload = payload('AddConnectionPayload', 'The connection, which is being opened.')
const RotateConnectionPayload = payload('RotateConnectionPayload', 'The connection with its new credential.')
const SetConnectionSymbolsPayload = payload('SetConnectionSymbolsPayload', 'The connection as it is now.')
const SetConnectionEnabledPayload = payload('SetConnectionEnabledPayload', 'The connection as it is now.')

const RemoveConnectionPayload = builder
  .objectRef<{ readonly connectionId: string }>('RemoveConnectionPayload')
  .implement({
    description: 'What is gone.',
    fields: (t) => ({
      deletedId: t.id({
        description: 'The connection that was removed; its credential is destroyed.',
        resolve: ({ connectionId }) => globalId('VenueLink', connectionId),
      }),
    }),
  })

interface NamesConnection {
  readonly connectionId: string
  /** Where it must be, if that is said. */
  readonly organizationId?: string
}

/** The connection that an input names. */
export async function namedConnection(
  { connectionId, organizationId }: NamesConnection,
  { data }: Context,
): Promise<ConnectionRow> {
  const id = requireId('VenueLink', connectionId, CONNECTION_PATH)
  const link = await data.connections.connection(id, CONNECTION_PATH)
  if (organizationId !== undefined && link.organizationId !== organizationId)
    throw notFound('VenueLink', CONNECTION_PATH)
  return link
}

export const ofConnection = async (input: NamesConnection, context: Context): Promise<string> =>
  (await namedConnection(input, context)).organizationId

/** Changes a connection in the caller's name; the connection as it is afterwards. */
async function change(
  input: NamesConnection,
  context: Context,
  work: (connections: Connections, asking: Asking, id: string) => Promise<void>,
): Promise<{ readonly connection: ConnectionRow }> {
  const { id, organizationId } = await namedConnection(input, context)
  const asking = { organizationId, actor: context.require().actor }
  await asProblem(async () => work(await context.runtime.connections(), asking, id), INPUT)
  context.refresh()
  return { connection: await context.data.connections.connection(id) }
}

builder.mutationFields((t) => ({
  addConnection: t.field({
    type: AddConnectionPayload,
    description: 'Tries a connection at its venue and, where that went well, keeps and opens it.',
    args: { input: t.arg({ type: AddConnectionInput, required: true, description: 'The connection.' }) },
    ...guarded('connection:manage', namedOrganization),
    errors: problems('AddConnectionResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const asking = { organizationId, actor: context.require().actor }
      const terms = connectionTerms(input)
      if (terms.credential !== null) await demandSecondFactor(context, organizationId)
      const connections = await context.runtime.connections()
      const id = await asProblem(() => connections.add(asking, terms), INPUT)
      context.refresh()
      return { connection: await context.data.connections.connection(id) }
    },
  }),
  rotateConnection: t.field({
    type: RotateConnectionPayload,
    description: 'Tries a new credential and takes it in place of the old one, without losing an order.',
    args: {
      input: t.arg({ type: RotateConnectionInput, required: true, description: 'The new credential.' }),
    },
    ...guarded('connection:manage', ofConnection),
    errors: problems('RotateConnectionResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      await demandSecondFactor(context, await ofConnection(input, context))
      const credential = credentialOf(input.credential, [...INPUT, 'credential'])
      return change(input, context, (connections, asking, id) => connections.rotate(asking, id, credential))
    },
  }),
  setConnectionSymbols: t.field({
    type: SetConnectionSymbolsPayload,
    description: 'Says what a connection follows.',
    args: {
      input: t.arg({ type: SetConnectionSymbolsInput, required: true, description: 'What to follow.' }),
    },
    ...guarded('connection:manage', ofConnection),
    errors: problems('SetConnectionSymbolsResult'),
    resolve: (_root, { input }, context) =>
      change(input, context, (connections, asking, id) => connections.setSymbols(asking, id, input.symbols)),
  }),
  setConnectionEnabled: t.field({
    type: SetConnectionEnabledPayload,
    description: 'Opens a connection, or closes it. Again: no change.',
    args: {
      input: t.arg({ type: SetConnectionEnabledInput, required: true, description: 'Open or closed.' }),
    },
    ...guarded('connection:manage', ofConnection),
    errors: problems('SetConnectionEnabledResult'),
    resolve: (_root, { input }, context) =>
      change(input, context, (connections, asking, id) => connections.setEnabled(asking, id, input.enabled)),
  }),
  removeConnection: t.field({
    type: RemoveConnectionPayload,
    description:
      'Forgets a connection and destroys its credential. A CONFLICT while an account is bound to it.',
    args: { input: t.arg({ type: RemoveConnectionInput, required: true, description: 'Which.' }) },
    ...guarded('connection:manage', ofConnection),
    errors: problems('RemoveConnectionResult'),
    resolve: async (_root, { input }, context) => {
      const { id, organizationId } = await namedConnection(input, context)
      const asking = { organizationId, actor: context.require().actor }
      await asProblem(async () => (await context.runtime.connections()).remove(asking, id), INPUT)
      context.refresh()
      return { connectionId: id }
    },
  }),
}))
