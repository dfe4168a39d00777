/** Remembers a person's arrangement of the desk in this browser: the layout, the account, the theme. Never anything secret. */

const prefix = 'quarterdeck.'

/** Returns what was kept under the name, or null; a browser that forbids storage has kept nothing. */
export function recall(name: string): string | null {
  try {
    return window.localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

/** Keeps text under the name and returns whether the browser took it. */
export function remember(name: string, text: string): boolean {
  try {
    window.localStorage.setItem(prefix + name, text)
    return true
  } catch {
    return false
  }
}
