/** The verb that runs the conformance suite at a venue's real sandbox. */

import { type Command, InvalidArgumentError } from 'commander'
import { collect } from './verb-options.ts'

function percent(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 100)) throw new InvalidArgumentError('must be percent above 0 and below 100')
  return value
}

function listed(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(',').map((part) => part.trim())]
}

export function declareConformance(venues: Command): void {
  venues
    .command('conformance')
    .description(
      "run the numbered conformance suite of adapters at a venue's real sandbox, without a server: places the smallest orders far " +
        'from the market, cancels them and leaves nothing behind; exit 0 where all that can be run there passed',
    )
    .argument('<venue>', 'code of the venue, such as KALSHI')
    .option(
      '--credential-file <file>',
      'file with the credential as a JSON object of its fields; - is standard input (else the variables such as KALSHI_KEY_ID and ' +
        'KALSHI_PRIVATE_KEY, or you are asked)',
    )
    .option(
      '--settings <file>',
      "settings by venue id over those of the sandbox, a simulator's for example (default: QUARTERDECK_VENUES)",
    )
    .option(
      '--base-url <name=url>',
      'one address among the settings, such as restBaseUrl=…; may be repeated',
      collect,
      [],
    )
    .option(
      '--instrument <symbol>',
      "what is traded, by the venue's symbol (default: one that suits the venue)",
    )
    .option(
      '--distance <percent>',
      'how far below the market orders rest (default: as the venue takes it)',
      percent,
    )
    .option('--cases <ids>', 'only these, such as VC-20,VC-21; may be repeated', listed, [])
    .option('--trade', 'run also what buys the smallest quantity at the market and sells it again', false)
    .option(
      '--real-orders',
      'go to production, or on although the orders may be real: THEY COST REAL MONEY',
      false,
    )
    .option('--yes', 'do not ask before the first order', false)
    .option('--json', 'print JSON', false)
    .action(async (venue, options) =>
      (await import('./commands/venue/conformance/conformance.ts')).runVenueConformance(venue, options),
    )
}
