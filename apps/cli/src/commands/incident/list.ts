/** `quarterdeck incidents` and `quarterdeck incident-bundle`: what went wrong with deployments, newest first. */

import { type IncidentFieldsFragment, incidentBundle, incidents } from '@quarterdeck/client'
import { type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'

export interface ListOptions extends ConnectionOptions {
  readonly open: boolean
  readonly limit: number
  readonly json: boolean
}

export async function listIncidents(options: ListOptions): Promise<void> {
  const { client, slug } = await connect(options)
  const filter = options.open ? { open: true } : null
  const { organization } = await client.request(incidents, { slug, filter, first: options.limit })
  const rows = (organization?.incidents.edges ?? []).map(({ node }) => node)
  printRows<IncidentFieldsFragment>(
    rows,
    [
      { title: 'Incident', of: ({ id }) => id },
      { title: 'Opened', of: ({ openedAt }) => openedAt },
      { title: 'Kind', of: ({ kind, drill }) => (drill == null ? kind : `${kind} (drill)`) },
      { title: 'Severity', of: ({ severity }) => severity },
      { title: 'Deployment', of: ({ deployment }) => `${deployment.strategy.name}/${deployment.name}` },
      { title: 'What', of: ({ summary }) => summary },
      {
        title: 'Steps',
        of: ({ steps }) => steps.map(({ action, status }) => `${action} ${status}`).join(', '),
      },
      { title: 'Ended', of: ({ endedAt }) => endedAt },
    ],
    options,
  )
}

export async function printBundle(id: string, options: ConnectionOptions): Promise<void> {
  const { client } = await connect(options)
  const { node } = await client.request(incidentBundle, { id })
  if (node?.__typename !== 'Incident') throw new Refused(`There is no incident ${id}.`)
  if (node.bundle == null) throw new Refused(`Of the incident ${id} nothing could be gathered.`)
  process.stdout.write(`${JSON.stringify(JSON.parse(node.bundle), null, 2)}\n`)
}
