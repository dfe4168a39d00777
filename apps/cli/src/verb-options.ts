/** Options that several verbs share, and how their values are read. */

import { InvalidArgumentError, Option, type Command } from 'commander'

/** A whole number within bounds. */
export function counted(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < minimum || value > maximum)
      throw new InvalidArgumentError(`must be a whole number from ${minimum} to ${maximum}`)
    return value
  }
}

export function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 86_400))
    throw new InvalidArgumentError('must be seconds above 0, at most 86400')
  return value
}

/** An option that may be repeated. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** Options that say how a file of bars is to be read. */
export function withFile(command: Command): Command {
  return command
    .option(
      '--dialect <name>',
      'what the file is: YAHOO, STOOQ, BINANCE_KLINES, LEAN, ...; known by itself as a rule',
    )
    .option('--zone <zone>', 'zone of times without an offset, such as America/New_York')
    .addOption(new Option('--date-order <order>', 'order of 02/03/2010').choices(['YMD', 'DMY', 'MDY']))
    .option('--symbol <symbol>', 'the one instrument that counts, in a file of many')
    .option('--sort', 'sort rows that are out of order instead of refusing them', false)
    .addOption(new Option('--duplicates <which>', 'of rows of one time, keep the').choices(['FIRST', 'LAST']))
    .addOption(
      new Option('--impossible <how>', 'bars whose prices contradict each other').choices(['DROP', 'KEEP']),
    )
}

/** A verb that talks GraphQL to a running server. */
export function remote(command: Command): Command {
  return command
    .option('--url <url>', 'address of the server (default: from HOST and PORT, else http://127.0.0.1:4000)')
    .option('--key-file <file>', 'file that holds the API key (default: owner.key in the data directory)')
    .option('--org <slug>', "organization (default: the key's own)")
    .option('--json', 'print JSON', false)
}
