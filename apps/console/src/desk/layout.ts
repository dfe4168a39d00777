/** Lays the panels out: as remembered, or in the default order that suits a first day. */
import type { DockviewApi, SerializedDockview } from 'dockview-react'
import { type PanelName, panelTitles } from './panels.tsx'

const WATCHLIST_PX = 330
const TICKET_PX = 350
const BLOTTERS_SHARE = 0.36

/** Puts every panel into its default place. */
export function layDefault(api: DockviewApi): void {
  api.clear()
  const add = (name: PanelName, options: object = {}) =>
    api.addPanel({ id: name, component: 'panel', title: panelTitles[name], params: { name }, ...options })
  add('chart')
  add('ticket', { position: { direction: 'right' }, initialWidth: TICKET_PX })
  // Below chart and watchlist together: a row of an order needs the width.
  add('orders', {
    position: { referencePanel: 'chart', direction: 'below' },
    initialHeight: Math.round(api.height * BLOTTERS_SHARE),
  })
  add('watchlist', { position: { referencePanel: 'chart', direction: 'left' }, initialWidth: WATCHLIST_PX })
  for (const name of ['fills', 'positions', 'balances'] as const) {
    add(name, { position: { referencePanel: 'orders', direction: 'within' }, inactive: true })
  }
}

/** Restores a remembered layout and returns whether it could: one that lacks a panel would hide a part of the desk. */
export function layRemembered(api: DockviewApi, text: string | null): boolean {
  if (!text) return false
  try {
    api.fromJSON(JSON.parse(text) as SerializedDockview)
  } catch {
    return false
  }
  const whole = Object.keys(panelTitles).every((name) => api.getPanel(name) !== undefined)
  return whole && api.panels.length === Object.keys(panelTitles).length
}

/** Brings the next (1) or previous (-1) blotter to the front, after the one that is in front now. */
export function turnBlotter(api: DockviewApi, names: readonly PanelName[], by: 1 | -1): void {
  const front = names.findIndex((name) => api.getPanel(name)?.api.isActive)
  const shown = front >= 0 ? front : names.findIndex((name) => api.getPanel(name)?.api.isVisible)
  const next = names[(Math.max(shown, 0) + by + names.length) % names.length]
  if (next) api.getPanel(next)?.api.setActive()
}
