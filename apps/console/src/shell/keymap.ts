/**
 * Every keyboard shortcut of the console, in one table: the help shows it, the listener obeys it.
 *
 * Single keys act only while no text is being typed, and can be switched off (they get in the way of speech input).
 */

export type ShortcutId =
  | 'palette'
  | 'help'
  | 'go-desk'
  | 'go-datasets'
  | 'go-backtests'
  | 'go-strategies'
  | 'go-venues'
  | 'go-risk'
  | 'go-audit'
  | 'search'
  | 'ticket-focus'
  | 'ticket-buy'
  | 'ticket-sell'
  | 'ticket-submit'
  | 'blotter-next'
  | 'blotter-previous'
  | 'order-open'
  | 'order-replace'
  | 'order-cancel'
  | 'order-cancel-all'
  | 'research-new'
  | 'research-compare'
  | 'research-up'
  | 'deployment-start'
  | 'deployment-pause'
  | 'deployment-stop'
  | 'log-follow'

export interface Shortcut {
  readonly id: ShortcutId
  /** Keys in the order they are pressed; `Mod` is Ctrl, or Command on a Mac. */
  readonly keys: readonly string[]
  readonly title: string
  readonly group: 'Everywhere' | 'Desk' | 'Selected order' | 'Research and strategies' | 'Selected deployment'
  /** Works while typing in a field too. */
  readonly whileTyping?: boolean
}

export const shortcuts: readonly Shortcut[] = [
  {
    id: 'palette',
    keys: ['Mod+k'],
    title: 'Open the command palette',
    group: 'Everywhere',
    whileTyping: true,
  },
  { id: 'help', keys: ['?'], title: 'Show the keyboard help', group: 'Everywhere' },
  { id: 'go-desk', keys: ['g', 'd'], title: 'Go to Desk', group: 'Everywhere' },
  { id: 'go-datasets', keys: ['g', 's'], title: 'Go to Datasets', group: 'Everywhere' },
  { id: 'go-backtests', keys: ['g', 'b'], title: 'Go to Backtests', group: 'Everywhere' },
  { id: 'go-strategies', keys: ['g', 't'], title: 'Go to Strategies', group: 'Everywhere' },
  { id: 'go-venues', keys: ['g', 'v'], title: 'Go to Venues', group: 'Everywhere' },
  { id: 'go-risk', keys: ['g', 'r'], title: 'Go to Risk', group: 'Everywhere' },
  { id: 'go-audit', keys: ['g', 'a'], title: 'Go to Audit', group: 'Everywhere' },
  { id: 'search', keys: ['/'], title: 'Search the watchlist, the log or the code', group: 'Everywhere' },
  { id: 'ticket-focus', keys: ['t'], title: 'Go to the order ticket', group: 'Desk' },
  { id: 'ticket-buy', keys: ['b'], title: 'Ticket: buy', group: 'Desk' },
  { id: 'ticket-sell', keys: ['s'], title: 'Ticket: sell', group: 'Desk' },
  {
    id: 'ticket-submit',
    keys: ['Mod+Enter'],
    title: 'Ticket: submit the order',
    group: 'Desk',
    whileTyping: true,
  },
  { id: 'blotter-next', keys: [']'], title: 'Next blotter or tab', group: 'Desk' },
  { id: 'blotter-previous', keys: ['['], title: 'Previous blotter or tab', group: 'Desk' },
  { id: 'order-open', keys: ['Enter'], title: 'Open its decision and history', group: 'Selected order' },
  { id: 'order-replace', keys: ['e'], title: 'Replace it', group: 'Selected order' },
  { id: 'order-cancel', keys: ['x'], title: 'Cancel it', group: 'Selected order' },
  {
    id: 'order-cancel-all',
    keys: ['Shift+X'],
    title: 'Cancel all open orders of the account',
    group: 'Selected order',
  },
  {
    id: 'research-new',
    keys: ['n'],
    title: 'New: import, backtest, strategy, deployment or connection',
    group: 'Research and strategies',
  },
  {
    id: 'research-compare',
    keys: ['c'],
    title: 'Compare the marked backtests',
    group: 'Research and strategies',
  },
  { id: 'research-up', keys: ['u'], title: 'Back to the list', group: 'Research and strategies' },
  { id: 'deployment-start', keys: ['r'], title: 'Start it', group: 'Selected deployment' },
  { id: 'deployment-pause', keys: ['p'], title: 'Pause it', group: 'Selected deployment' },
  { id: 'deployment-stop', keys: ['Shift+S'], title: 'Stop it at once', group: 'Selected deployment' },
  { id: 'log-follow', keys: ['f'], title: 'Follow its log, or hold it', group: 'Selected deployment' },
]

export interface Press {
  readonly key: string
  readonly mod: boolean
  readonly alt: boolean
  readonly typing: boolean
}

export interface Match {
  readonly shortcut: ShortcutId | null
  /** First key of a two-key shortcut, waiting for the second. */
  readonly pending: string | null
}

function nameOf(press: Press): string {
  if (press.mod) return `Mod+${press.key.length === 1 ? press.key.toLowerCase() : press.key}`
  return /^[A-Z]$/.test(press.key) ? `Shift+${press.key}` : press.key
}

/** Returns what a key press means after an earlier one that is pending, with single keys on or off. */
export function matchPress(press: Press, pending: string | null, singleKeys: boolean): Match {
  const nothing = { shortcut: null, pending: null }
  if (press.alt) return nothing
  const name = nameOf(press)
  const allowed = shortcuts.filter((shortcut) => {
    if (press.typing && !shortcut.whileTyping) return false
    return singleKeys || press.mod
  })
  const pressed = pending ? [pending, name] : [name]
  const whole = allowed.find((shortcut) => shortcut.keys.join(' ') === pressed.join(' '))
  if (whole) return { shortcut: whole.id, pending: null }
  const begins = allowed.some((shortcut) => shortcut.keys.length === 2 && shortcut.keys[0] === name)
  return begins ? { shortcut: null, pending: name } : nothing
}

/** Returns the keys as people on this machine know them. */
export function showKeys(keys: readonly string[], mac: boolean): readonly string[] {
  return keys.map((key) =>
    key.replace('Mod', mac ? '⌘' : 'Ctrl').replace('+', mac && key.startsWith('Mod') ? ' ' : '+'),
  )
}
