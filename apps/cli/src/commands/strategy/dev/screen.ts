/** Where `strategy dev` writes: lines that stay on standard output, and a last line on a terminal's standard error that is kept up to date. */

export interface Screen {
  /** A line for people; with `--json` the event instead. */
  say(line: string, event: object): void
  /** Where it stands: on a terminal alone. */
  status(line: string): void
  clear(): void
  end(): void
}

/** Of a terminal that does not say how wide it is. */
const COLUMNS = 80
const ERASE = '\r\u001b[2K'

export function openScreen(options: { readonly json: boolean; readonly clear: boolean }): Screen {
  const { json } = options
  const isTerminal = process.stdout.isTTY === true && process.stderr.isTTY === true && !json
  let standing = ''
  const draw = (): void => {
    if (isTerminal && standing !== '')
      process.stderr.write(ERASE + standing.slice(0, (process.stderr.columns || COLUMNS) - 1))
  }
  return {
    say(line, event) {
      if (isTerminal && standing !== '') process.stderr.write(ERASE)
      process.stdout.write(json ? `${JSON.stringify(event)}\n` : `${line}\n`)
      draw()
    },
    status(line) {
      standing = line
      draw()
    },
    clear() {
      if (isTerminal && options.clear) process.stdout.write('\u001b[2J\u001b[3J\u001b[H')
    },
    end() {
      if (isTerminal && standing !== '') process.stderr.write('\n')
    },
  }
}
