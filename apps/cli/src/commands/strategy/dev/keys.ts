/** Single keys of a terminal; where there is none, nobody presses any. Call what it returns to give the terminal back. */

const INTERRUPT = '\u0003'

export function onKeys(handlers: Readonly<Record<string, () => void>>): () => void {
  const { stdin } = process
  if (stdin.isTTY !== true) return () => undefined
  const press = (keys: string): void => {
    for (const key of keys) handlers[key === INTERRUPT ? 'q' : key.toLowerCase()]?.()
  }
  stdin.setRawMode(true)
  stdin.setEncoding('utf8').resume().on('data', press)
  return () => {
    stdin.off('data', press)
    stdin.setRawMode(false)
    stdin.pause()
  }
}
