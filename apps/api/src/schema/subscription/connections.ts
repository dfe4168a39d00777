/** Following connections to venues: each is sent whenever how it stands changed, conflated by the connection. */
import { conflatedStream } from '../../subscription/conflated-stream.ts'
import { builder } from '../builder.ts'
import { VenueLink } from '../refs.ts'
import { followable, followedOrganization } from './field.ts'

builder.subscriptionField('connectionHealth', (t) =>
  t.field({
    type: VenueLink,
    description:
      'Connections to venues: first each as it is now, then whenever one changed; at most once a second each.',
    args: { organizationId: t.arg.id({ required: true, description: 'Whose connections.' }) },
    ...followable('connection:read'),
    subscribe: (_root, args, context) => {
      const organizationId = followedOrganization(args, context)
      return conflatedStream<{ readonly id: string }>(context, async (sink) => {
        const connections = await context.runtime.connections()
        // Followed before they are listed: what changes meanwhile is sent once more.
        const changes = connections.watch(organizationId, sink.signal)
        for (const { id } of await context.data.connections.connections(organizationId)) sink.put(id, { id })
        for await (const { id } of changes) sink.put(id, { id })
      })
    },
    resolve: ({ id }, _args, { data }) => data.connections.connection(id),
  }),
)
