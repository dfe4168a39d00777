/** `quarterdeck venues show`: one connection with health, budget and capabilities, or a venue that can be connected to. */

import { connection as connectionQuery, type VenueOfferFieldsFragment } from '@quarterdeck/client'
import { type Connection, type ConnectionOptions, connect } from '../../connection/connect.ts'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'
import { allConnections, allOffers } from './find.ts'
import { milliseconds, stateOf, yesNo } from './list.ts'

interface ShowOptions extends ConnectionOptions {
  readonly json: boolean
}

export async function showVenue(name: string, options: ShowOptions): Promise<void> {
  const connection = await connect(options)
  const link = (await allConnections(connection)).find((one) => one.name === name || one.id === name)
  if (link !== undefined) return showLink(link.id, connection, options)
  const offers = await allOffers(connection)
  const offer = offers.find(({ venue }) => venue.id === name.toUpperCase())
  if (offer === undefined) {
    const known = offers.map(({ venue }) => venue.id).join(', ')
    throw new Refused(
      `There is no connection and no venue ${name}; venues that can be connected to: ${known}`,
    )
  }
  showOffer(offer, options)
}

async function showLink(id: string, { client }: Connection, options: ShowOptions): Promise<void> {
  const { node } = await client.request(connectionQuery, { id })
  if (node?.__typename !== 'VenueLink') throw new Refused(`The connection ${id} is not there any more.`)
  if (options.json) {
    process.stdout.write(`${JSON.stringify(node, null, 2)}\n`)
    return
  }
  const { standing, credentialHint, offer } = node
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Connection', `${node.name} (${node.id})`],
    ['Venue', `${node.venueId}${offer?.rehearsal === true ? ', a rehearsal' : ''}`],
    ['For', node.purpose],
    ['State', stateOf(node)],
    ['Message', standing?.message],
    ['Since', standing?.since],
    ['Data age', milliseconds(standing?.dataAgeMs)],
    [
      'Latency',
      `${milliseconds(standing?.latencyP50Ms) ?? '-'}, p99 ${milliseconds(standing?.latencyP99Ms) ?? '-'}`,
    ],
    ['Clock offset', milliseconds(standing?.clockOffsetMs)],
    ['Opened anew', standing?.reconnects.toString()],
    ['Reconciled', yesNo(standing?.reconciled)],
    ['Instead', standing?.fallbacks.join(', ')],
    ['Credential', credentialHint == null ? null : `…${credentialHint}, set ${node.credentialSetAt ?? ''}`],
    ['Follows', node.symbols.join(', ')],
    ['Accounts', node.accounts.map(({ name, mode }) => `${name} (${mode})`).join(', ')],
  ]
  for (const [title, value] of facts)
    process.stdout.write(`${title.padEnd(14)}${value == null || value === '' ? '-' : value}\n`)
  for (const { name, used, capacity, spanMs, reserve } of standing?.budget.limits ?? [])
    process.stdout.write(
      `Budget        ${name}: ${used} of ${capacity} in ${spanMs} ms, ${reserve} kept for cancels\n`,
    )
  if (offer) showOffer(offer, options)
}

function showOffer(offer: VenueOfferFieldsFragment, options: ShowOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(offer, null, 2)}\n`)
    return
  }
  const { capabilities, credentialFields, venue } = offer
  process.stdout.write(
    `${venue.name}: a credential is ${credentialFields.map(({ name }) => name).join(', ')}; quotes ${capabilities.marketDataWithoutCredential ? 'need none' : 'need one'}\n`,
  )
  const rows = [
    ...capabilities.orders.map(({ orderType, timeInForce, ability }) => ({
      what: `${orderType} ${timeInForce}`,
      ability,
    })),
    ...capabilities.features.map(({ name, ability }) => ({ what: name, ability })),
    ...capabilities.streams.map(({ name, ability }) => ({ what: `stream of ${name}`, ability })),
  ]
  printRows(
    rows,
    [
      { title: 'What', of: ({ what }) => what },
      { title: 'How', of: ({ ability }) => ability.how ?? ability.kind },
      { title: 'Note', of: ({ ability }) => ability.note },
    ],
    options,
  )
  for (const uncertainty of capabilities.uncertainties) process.stdout.write(`Not certain: ${uncertainty}\n`)
}
