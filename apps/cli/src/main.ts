/** Runs `quarterdeck VERB`: parses, runs, and turns what was thrown into a sentence and an exit code. */

import { CommanderError, type Command } from 'commander'
import { GraphQLRequestError } from '@quarterdeck/client'
import { EXIT, Refused, WrongUsage } from './exit.ts'
import { program } from './program.ts'

/** Commander ends the process itself; here it throws, so that wrong usage is always exit 2. */
function throwOnExit(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) throwOnExit(child)
}

async function main(argv: readonly string[]): Promise<number> {
  const root = program()
  throwOnExit(root)
  try {
    await root.parseAsync([...argv], { from: 'user' })
    return EXIT.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (error instanceof Refused) {
      process.stderr.write(`${error.message}\n`)
      return EXIT.no
    }
    if (error instanceof WrongUsage) {
      process.stderr.write(`${error.message}\n`)
      return EXIT.usage
    }
    if (error instanceof GraphQLRequestError) {
      process.stderr.write(
        `${error.codes.length === 0 ? '' : `${error.codes.join(', ')}: `}${error.message}\n`,
      )
      return EXIT.no
    }
    throw error
  }
}

const code = await main(process.argv.slice(2))
// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', () => process.exit(code))
// A pipe takes long answers piece by piece: ending at once would cut them off.
process.stdout.write('', () => process.exit(code))
