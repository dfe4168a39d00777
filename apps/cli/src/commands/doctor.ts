/** `quarterdeck doctor`: looks at everything that a start needs, and says what to do about each finding. */

import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { freemem } from 'node:os'
import { dirname } from 'node:path'
import { ConfigError, parseConfig, type Config } from '@quarterdeck/api'
import {
  DirectoryLocked,
  openDatabase,
  SchemaMismatch,
  pendingMigrations,
  MIGRATIONS_DIRECTORY,
  readVenueSettings,
  venueCatalogue,
  VenueSettingsFault,
  type Database,
} from '@quarterdeck/runtime'
import { Refused } from '../exit.ts'

export interface Finding {
  readonly check: string
  readonly verdict: 'ok' | 'warning' | 'fault'
  readonly message: string
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null
}

const MEMORY_MIB_MIN = 512
const CLOCK_SKEW_MS_MAX = 1_000
const NODE_MAJOR = 26

const ok = (check: string, message: string): Finding => ({ check, verdict: 'ok', message, remedy: null })
const warning = (check: string, message: string, remedy: string): Finding => ({
  check,
  verdict: 'warning',
  message,
  remedy,
})
const fault = (check: string, message: string, remedy: string): Finding => ({
  check,
  verdict: 'fault',
  message,
  remedy,
})

/** Prints every finding; throws Refused when one is a fault. */
export async function doctor(options: { readonly json: boolean }): Promise<void> {
  const findings = await examine()
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
  else
    for (const { check, verdict, message, remedy } of findings)
      process.stdout.write(
        `${verdict.padEnd(8)} ${check.padEnd(14)} ${message}${remedy === null ? '' : `\n${' '.repeat(24)}${remedy}`}\n`,
      )
  const faults = findings.filter(({ verdict }) => verdict === 'fault').length
  if (faults > 0)
    throw new Refused(
      `${faults} ${faults === 1 ? 'finding stops' : 'findings stop'} the server from working.`,
    )
}

async function examine(): Promise<readonly Finding[]> {
  const findings = [machine(), memory()]
  const config = configuration(findings)
  if (config === null) return findings
  const running = await serving(config)
  findings.push(dataDirectory(config), venues(config), server(config, running))
  if (running && config.databaseUrl === null) {
    findings.push(ok('database', 'the embedded database is in use by the running server'))
  } else {
    findings.push(...(await database(config)))
  }
  findings.push(...(running ? await readiness(config) : []))
  return findings
}

function machine(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  return major === NODE_MAJOR
    ? ok('node', `${process.version} on ${process.platform}-${process.arch}`)
    : fault(
        'node',
        `${process.version} runs this, but Node ${NODE_MAJOR} is pinned`,
        'Start through npm start or npx quarterdeck: they use the Node of the lockfile.',
      )
}

function memory(): Finding {
  const free = Math.round(freemem() / 2 ** 20)
  return free >= MEMORY_MIB_MIN
    ? ok('memory', `${free} MiB free`)
    : warning('memory', `${free} MiB free`, `Have at least ${MEMORY_MIB_MIN} MiB free before a start.`)
}

function configuration(findings: Finding[]): Config | null {
  try {
    const config = parseConfig(process.env)
    findings.push(ok('configuration', config.databaseUrl === null ? 'embedded database' : 'PostgreSQL'))
    if (config.databaseUrl === null) {
      findings.push(
        warning(
          'durability',
          'the embedded database does not flush to disk: it survives a killed process, not a power cut, and takes no LIVE accounts',
          'Set DATABASE_URL for anything that matters.',
        ),
      )
    }
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const line of error.faults)
      findings.push(fault('configuration', line, 'Correct the variable, or unset it.'))
    return null
  }
}

function dataDirectory(config: Config): Finding {
  const existing = existsSync(config.dataDir) ? config.dataDir : dirname(config.dataDir)
  try {
    accessSync(existing, constants.W_OK)
  } catch {
    return fault(
      'data directory',
      `${existing} is not writable`,
      'Make it writable for this user, or set QUARTERDECK_DATA_DIR.',
    )
  }
  if (existing !== config.dataDir) return ok('data directory', `${config.dataDir} will be created`)
  const open = (statSync(config.dataDir).mode & 0o077) !== 0
  return open
    ? warning('data directory', `${config.dataDir} can be read by other users`, `chmod 700 ${config.dataDir}`)
    : ok('data directory', config.dataDir)
}

/** Which venues this installation reaches, and where those are that the operator has set. */
function venues({ venuesFile }: Config): Finding {
  try {
    const catalogue = venueCatalogue(readVenueSettings(venuesFile))
    const words = [...catalogue].map(([id, { rehearsal }]) => (rehearsal ? `${id} (set by you)` : id))
    return ok('venues', `${words.join(', ')}${venuesFile === null ? '' : `, by ${venuesFile}`}`)
  } catch (error) {
    if (!(error instanceof VenueSettingsFault)) throw error
    return fault('venues', error.message, 'Correct the file that QUARTERDECK_VENUES names, or unset it.')
  }
}

function serving({ host, port }: Config): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.setTimeout(1_000, () => socket.destroy(new Error('timeout')))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function server({ host, port }: Config, running: boolean): Finding {
  return ok('port', running ? `something answers on ${host}:${port}` : `${host}:${port} is free`)
}

async function database(config: Config): Promise<readonly Finding[]> {
  if (config.databaseUrl === null && !existsSync(config.dataDir))
    return [ok('database', 'the embedded database will be made at the first start')]
  let opened: Database | null = null
  try {
    opened = await openDatabase({
      dataDir: config.dataDir,
      databaseUrl: config.databaseUrl ?? undefined,
      onIdleError: () => undefined,
    })
    const pending = await pendingMigrations(opened, MIGRATIONS_DIRECTORY)
    const [row] = await opened.query<{ version: string; now: Date }>(
      'SELECT version() AS version, clock_timestamp() AS now',
    )
    if (row === undefined) throw new Error('Invariant: SELECT gives a row')
    const skew = Math.abs(row.now.getTime() - Date.now())
    return [
      ok(
        'database',
        `${row.version.split(' ').slice(0, 2).join(' ')}, schema ${pending.length === 0 ? 'up to date' : `to be brought up to date at the next start (${pending.join(', ')})`}`,
      ),
      skew <= CLOCK_SKEW_MS_MAX
        ? ok('clock', `within ${skew} ms of the database's`)
        : warning(
            'clock',
            `${skew} ms away from the database's`,
            'Synchronize both machines, for example with chrony.',
          ),
    ]
  } catch (error) {
    const remedy =
      error instanceof DirectoryLocked
        ? 'Stop the process named, or use another QUARTERDECK_DATA_DIR.'
        : error instanceof SchemaMismatch
          ? 'Use the version of Quarterdeck that the message names.'
          : 'Check DATABASE_URL, that the server runs, and that this user may connect.'
    return [fault('database', error instanceof Error ? error.message : String(error), remedy)]
  } finally {
    await opened?.close()
  }
}

interface Readiness {
  readonly status?: string
  readonly faults?: readonly string[]
}

async function readiness({ host, port }: Config): Promise<readonly Finding[]> {
  try {
    const response = await fetch(`http://${host}:${port}/readyz`)
    const { status, faults = [] } = (await response.json()) as Readiness
    if (status === 'ready') return [ok('server', 'journal, bus and venues are usable')]
    return faults.map((reason) => fault('server', reason, 'The log of the server says more.'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      fault(
        'server',
        `what answers on ${host}:${port} is not this server (${reason})`,
        'Stop it, or set PORT.',
      ),
    ]
  }
}
