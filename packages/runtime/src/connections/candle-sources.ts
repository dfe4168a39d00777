/** The connections of an organization as sources of candles: those whose venue tells any, by the names that people gave them. */
import type { Clock } from '../clock/clock.ts'
import type { CandleSources } from '../research/update-sources.ts'
import type { RunningConnections } from './create-connections.ts'

export function candleSources(
  open: () => Promise<Pick<RunningConnections, 'list' | 'connector' | 'venues'>>,
  clock: Clock,
): CandleSources {
  return {
    async names(organizationId) {
      const connections = await open()
      const tells = new Set(
        connections
          .venues()
          .filter(({ capabilities }) => capabilities.candleLengths.length > 0)
          .map(({ venueId }) => venueId),
      )
      const views = await connections.list(organizationId)
      return views.filter(({ venueId, enabled }) => enabled && tells.has(venueId)).map(({ name }) => name)
    },
    async find(organizationId, name) {
      const connections = await open()
      const view = (await connections.list(organizationId)).find((one) => one.name === name)
      const connector = view === undefined ? null : connections.connector(view.id)
      if (connector === null) return null
      const { venueId, reads } = connector
      return { name, venueId, reads, now: () => clock.now() }
    },
  }
}
