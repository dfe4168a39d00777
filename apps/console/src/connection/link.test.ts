import { describe, expect, it } from 'vitest'
import {
  createLinkStore,
  evolveLink,
  initialLink,
  isCurrent,
  type LinkEvent,
  STALE_AFTER_MS,
} from './link.ts'

const after = (...events: LinkEvent[]) => events.reduce(evolveLink, initialLink)

describe('the line to the server', () => {
  it('is live after its first connection', () => {
    expect(after({ type: 'connecting' }, { type: 'connected', at: 1 }).phase).toBe('live')
  })

  it('is catching up after a break until the gap was read', () => {
    const back = after(
      { type: 'connected', at: 1 },
      { type: 'closed' },
      { type: 'connecting' },
      { type: 'connected', at: 9 },
    )
    expect(back.phase).toBe('catching-up')
    expect(evolveLink(back, { type: 'caught-up' }).phase).toBe('live')
  })

  it('stays reconnecting when the gap was read but the line broke again meanwhile', () => {
    const state = after(
      { type: 'connected', at: 1 },
      { type: 'closed' },
      { type: 'connected', at: 2 },
      { type: 'closed' },
    )
    expect(evolveLink(state, { type: 'caught-up' }).phase).toBe('reconnecting')
  })

  it('counts one break however many attempts fail', () => {
    const state = after(
      { type: 'connected', at: 1 },
      { type: 'closed' },
      { type: 'closed' },
      { type: 'closed' },
    )
    expect(state.breaks).toBe(1)
  })

  it('is not current when silent for too long, nor before anything was heard', () => {
    const live = after({ type: 'connected', at: 1_000 })
    expect(isCurrent(live, 1_000 + STALE_AFTER_MS - 1)).toBe(true)
    expect(isCurrent(live, 1_000 + STALE_AFTER_MS)).toBe(false)
    expect(isCurrent(initialLink, 0)).toBe(false)
  })

  it('tells listeners of phases, not of messages', () => {
    const store = createLinkStore()
    let told = 0
    store.subscribe(() => (told += 1))
    store.dispatch({ type: 'connected', at: 1 })
    store.dispatch({ type: 'heard', at: 2 })
    store.dispatch({ type: 'heard', at: 3 })
    expect(told).toBe(1)
    expect(store.get().heardAt).toBe(3)
  })
})
