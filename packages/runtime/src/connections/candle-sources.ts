/** Who tells candles to an organization: its open connections, by the names that people gave them, and venues that tell everybody. */
import type { Clock } from '../clock/clock.ts'
import type { CandleSources } from '../research/update-sources.ts'
import type { RunningConnections } from './create-connections.ts'

type Sources = Pick<RunningConnections, 'list' | 'connector' | 'venues' | 'published'>

export function candleSources(open: () => Promise<Sources>, clock: Clock): CandleSources {
  const now = () => clock.now()
  return {
    async names(organizationId) {
      const connections = await open()
      const tells = new Set(telling(connections).map(({ venueId }) => venueId))
      const views = await connections.list(organizationId)
      return views.filter(({ venueId, enabled }) => enabled && tells.has(venueId)).map(({ name }) => name)
    },
    async find(organizationId, name) {
      const connections = await open()
      const view = (await connections.list(organizationId)).find((one) => one.name === name)
      const connector = view === undefined ? null : connections.connector(view.id)
      if (connector === null) return null
      const { venueId, reads } = connector
      return { name, venueId, reads, now }
    },
    async venues() {
      return telling(await open())
        .filter(({ capabilities }) => capabilities.marketDataWithoutCredential)
        .map(({ venueId }) => venueId)
    },
    async published(organizationId, venueId) {
      const connections = await open()
      const venue = telling(connections).find((one) => one.venueId === venueId)
      if (venue?.capabilities.marketDataWithoutCredential !== true) return null
      return { name: venue.name, venueId, reads: connections.published(organizationId, venueId), now }
    },
  }
}

function telling(connections: Pick<Sources, 'venues'>): ReturnType<Sources['venues']> {
  return connections.venues().filter(({ capabilities }) => capabilities.candleLengths.length > 0)
}
