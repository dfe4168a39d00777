import { describe, expect, it } from 'vitest'
import { matchPress, shortcuts, showKeys } from './keymap.ts'

const press = (key: string, over: object = {}) => ({ key, mod: false, alt: false, typing: false, ...over })

describe('the keyboard', () => {
  it('acts on single keys only while nothing is typed', () => {
    expect(matchPress(press('b'), null, true).shortcut).toBe('ticket-buy')
    expect(matchPress(press('b', { typing: true }), null, true).shortcut).toBeNull()
  })

  it('acts on Ctrl shortcuts while typing too', () => {
    expect(matchPress(press('k', { mod: true, typing: true }), null, true).shortcut).toBe('palette')
    expect(matchPress(press('Enter', { mod: true, typing: true }), null, true).shortcut).toBe('ticket-submit')
  })

  it('takes two keys in their order', () => {
    const first = matchPress(press('g'), null, true)
    expect(first).toEqual({ shortcut: null, pending: 'g' })
    expect(matchPress(press('r'), first.pending, true).shortcut).toBe('go-risk')
    expect(matchPress(press('z'), first.pending, true)).toEqual({ shortcut: null, pending: null })
  })

  it('tells cancel from cancel all by the shift key', () => {
    expect(matchPress(press('x'), null, true).shortcut).toBe('order-cancel')
    expect(matchPress(press('X'), null, true).shortcut).toBe('order-cancel-all')
  })

  it('lets single keys be switched off, but not Ctrl shortcuts', () => {
    expect(matchPress(press('x'), null, false).shortcut).toBeNull()
    expect(matchPress(press('g'), null, false).pending).toBeNull()
    expect(matchPress(press('k', { mod: true }), null, false).shortcut).toBe('palette')
  })

  it('leaves Alt to the browser and to people who type with it', () => {
    expect(matchPress(press('b', { alt: true }), null, true).shortcut).toBeNull()
  })

  it('has no two shortcuts on the same keys, and none that begins another', () => {
    const all = shortcuts.map((shortcut) => shortcut.keys.join(' '))
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((keys) => all.some((other) => other.startsWith(`${keys} `)))).toEqual([])
  })

  it('shows keys in the words of the machine', () => {
    expect(showKeys(['Mod+k'], false)).toEqual(['Ctrl+k'])
    expect(showKeys(['Mod+k'], true)).toEqual(['⌘ k'])
    expect(showKeys(['g', 'd'], true)).toEqual(['g', 'd'])
  })
})
