/** `quarterdeck serve`: the composition root. Opens the runtime, seeds the demo, serves, and stops cleanly on a signal. */

import { accessSync, constants, statSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import {
  ConfigError,
  createApi,
  loadSecret,
  openOrganizations,
  openPrisma,
  parseConfig,
  resealFactors,
  seedDemo,
  type Config,
  type Demo,
  workflowLeave,
} from '@quarterdeck/api'
import {
  DatabaseUnreachable,
  DirectoryLocked,
  SchemaMismatch,
  VenueSettingsFault,
  createRuntime,
  readVenueSettings,
} from '@quarterdeck/runtime'
import type { GitAccess } from '@quarterdeck/strategies'
import { pino } from 'pino'
import { Refused } from '../exit.ts'
import { openMarket } from './market.ts'
import { leaveTheStartBehind } from './memory.ts'

export interface ServeOptions {
  readonly roles: string
  readonly replay?: string
}

const CONSOLE_ROOT = join(import.meta.dirname, '../../../console/out')

/** Serves until SIGINT or SIGTERM. Throws Refused with what to do where it cannot start. */
export async function serve(options: ServeOptions): Promise<void> {
  refuseRoles(options.roles)
  const config = readConfig()
  // Not in the way of what it tells of: lines are written one after the other, beside the event loop.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 1, sync: false }))
  const { dataDir, databaseUrl, strategyDir, packageDir, importDir, previousSecret } = config
  const venueSettings = readVenues(config)
  const feed = await openMarket(options.replay, { dataDir, logger })
  const secret = loadSecret(config)
  const runtime = await createRuntime({
    dataDir,
    feed,
    logger,
    secret,
    venueSettings,
    git: gitAccess(config),
    workflowLeave,
    ...(previousSecret === null ? {} : { previousSecret }),
    ...(databaseUrl === null ? {} : { databaseUrl }),
    ...(strategyDir === null ? {} : { strategyFolder: strategyDir }),
    ...(packageDir === null ? {} : { packageFolder: packageDir }),
    ...(importDir === null ? {} : { importFolder: importDir }),
  }).catch(refuse)
  const prisma = openPrisma(runtime.database.prismaAdapter())
  if (previousSecret !== null) await resealFactors(prisma, secret, previousSecret)
  const demo = config.demo
    ? await seedDemo({ runtime, prisma, secret, dataDir, password: config.demoPassword })
    : null
  await openOrganizations({ runtime, prisma, logger })
  const api = createApi({ runtime, prisma, config, secret, logger, consoleRoot: CONSOLE_ROOT })
  leaveTheStartBehind()
  const url = await api.listen().catch(refuse)
  announce(url, demo, config)
  // Now, not at the end: a process that is killed would leave the next one to compile everything again.
  flushCompileCache()

  await untilSignal()
  logger.info('Stopping')
  await api.close()
  await prisma.$disconnect()
  await runtime.close()
}

function readConfig(): Config {
  try {
    return parseConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) throw new Refused(error.message)
    throw error
  }
}

function readVenues({ venuesFile }: Config): Readonly<Record<string, unknown>> {
  try {
    return readVenueSettings(venuesFile)
  } catch (error) {
    if (error instanceof VenueSettingsFault) throw new Refused(`QUARTERDECK_VENUES: ${error.message}`)
    throw error
  }
}

/** Told at the start: a build that fails for it would be told to somebody who cannot mend it. */
function gitAccess({ gitHosts, gitCertificates }: Config): GitAccess {
  if (gitCertificates !== null && !isFile(gitCertificates))
    throw new Refused(`QUARTERDECK_GIT_CERTIFICATES: ${gitCertificates} is no file that can be read.`)
  return {
    ...(gitHosts === null ? {} : { hosts: gitHosts }),
    ...(gitCertificates === null ? {} : { certificates: gitCertificates }),
  }
}

function isFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** What the person who starts it can mend is said in a sentence; anything else is a fault of ours, with its stack. */
function refuse(error: unknown): never {
  if (
    error instanceof DirectoryLocked ||
    error instanceof SchemaMismatch ||
    error instanceof DatabaseUnreachable ||
    error instanceof VenueSettingsFault
  )
    throw new Refused(error.message)
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number }
  if (code === 'EADDRINUSE')
    throw new Refused(`PORT: ${port} is in use; stop what listens there, or choose another.`)
  if (code === 'EACCES')
    throw new Refused(`PORT: this user may not listen on ${port}; ports from 1024 need no rights.`)
  if (code === 'EADDRNOTAVAIL') throw new Refused('HOST: this machine has no such address.')
  throw error
}

const ROLES = ['api', 'engine', 'worker']

/** One process runs every role in this release: a request for fewer would leave something unserved. */
function refuseRoles(roles: string): void {
  const asked = roles.split(',').map((role) => role.trim())
  const unknown = asked.filter((role) => !ROLES.includes(role))
  if (unknown.length > 0)
    throw new Refused(`--roles: "${unknown.join(', ')}" is unknown; allowed are ${ROLES.join(', ')}`)
  const missing = ROLES.filter((role) => !asked.includes(role))
  if (missing.length > 0)
    throw new Refused(`--roles: this release runs in one process; add ${missing.join(', ')}`)
}

function announce(url: string, demo: Demo | null, { databaseUrl }: Config): void {
  const lines = ['', `Quarterdeck is at ${url}`]
  if (demo !== null) {
    lines.push(`Sign in as ${demo.emails.join(', ')}`, `with the password ${demo.password} (shown this once)`)
    lines.push(`The command line uses the owner key in ${demo.keyFile}`)
  }
  if (databaseUrl === null) {
    lines.push(
      'Embedded database: it survives a killed process, not a power cut. Set DATABASE_URL to trade LIVE.',
    )
  }
  process.stderr.write(`${lines.join('\n')}\n\n`)
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
