/**
 * The environment, parsed once at the start. An unknown QUARTERDECK_ variable or a wrong value stops the start with a
 * message that names the variable, the problem and what is allowed.
 */
import { resolve } from 'node:path'
import { z } from 'zod'

/** Every value that is wrong, one line each. */
export class ConfigError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

export interface Config {
  readonly port: number
  readonly host: string
  /** Absolute path of the directory for the embedded database, artifacts and generated secrets. */
  readonly dataDir: string
  /** PostgreSQL; null: the embedded database. */
  readonly databaseUrl: string | null
  /** Signs sessions; null: generated once and kept in the data directory (embedded only). */
  readonly secret: string | null
  /** Whether an empty database gets the demo organization. */
  readonly demo: boolean
  readonly demoPassword: string | null
  /** Whether strangers may create a user. */
  readonly signUp: boolean
  /** Address that browsers use, such as https://desk.example.com; null: the listening address. */
  readonly publicUrl: string | null
  /** Further browser origins that may use cookies. */
  readonly allowedOrigins: readonly string[]
  readonly logLevel: LogLevel
  /** Absolute path of the operator's strategies for backtests; null: only those of the product. */
  readonly strategyDir: string | null
  /** Folder of packages that strategies may use; null: they may use none. */
  readonly packageDir: string | null
  /** Absolute path of the folder of files that updates of datasets read; null: there is none. */
  readonly importDir: string | null
  /** Absolute path of the operator's settings of venues; null: the venues' own. */
  readonly venuesFile: string | null
  /** The only git hosts that strategies are fetched from, `host` or `host:port`; null: every public name. */
  readonly gitHosts: readonly string[] | null
  /** Absolute path of the authorities that certificates of git hosts are checked by; null: git's own. */
  readonly gitCertificates: string | null
  /** The secret before the present one: what it sealed is sealed anew at the start; null: there was none. */
  readonly previousSecret: string | null
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const SECRET_LENGTH_MIN = 16

const secretText = z.string().min(SECRET_LENGTH_MIN, {
  error: `must have at least ${SECRET_LENGTH_MIN} characters, such as the output of \`openssl rand -hex 32\``,
})
const flag = z.enum(['0', '1'], { error: 'must be 0 or 1' }).transform((text) => text === '1')
const origin = (text: string) => {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}
const ORIGIN_RULE = 'must be an http or https origin without a path, such as https://desk.example.com'

const variables = {
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'must be a port number from 0 to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'must be a port number from 0 to 65535' }),
  HOST: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, { error: 'must be a host name or an IP address' }),
  DATABASE_URL: z.string().refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), {
    error: 'must be a PostgreSQL URL such as postgresql://user:password@host:5432/database',
  }),
  QUARTERDECK_DATA_DIR: z.string().max(4096, { error: 'must be a path of at most 4096 characters' }),
  QUARTERDECK_SECRET: secretText,
  QUARTERDECK_SECRET_PREVIOUS: secretText,
  QUARTERDECK_DEMO: flag,
  QUARTERDECK_DEMO_PASSWORD: z
    .string()
    .min(8, { error: 'must have 8 to 128 characters' })
    .max(128, { error: 'must have 8 to 128 characters' }),
  QUARTERDECK_SIGN_UP: flag,
  QUARTERDECK_PUBLIC_URL: z.string().refine(origin, { error: ORIGIN_RULE }),
  QUARTERDECK_ALLOWED_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((origins) => origins.every(origin), { error: `${ORIGIN_RULE}; several are separated by commas` }),
  QUARTERDECK_STRATEGY_DIR: z.string().max(4096, { error: 'must be a path of at most 4096 characters' }),
  QUARTERDECK_PACKAGE_DIR: z.string().max(4096, { error: 'must be a path of at most 4096 characters' }),
  QUARTERDECK_IMPORT_DIR: z.string().max(4096, { error: 'must be a path of at most 4096 characters' }),
  QUARTERDECK_GIT_HOSTS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim().toLowerCase()))
    .refine((hosts) => hosts.every((host) => /^[a-z0-9.-]{1,253}(:\d{1,5})?$/.test(host)), {
      error: 'must be hosts such as git.example.com or git.example.com:8443, separated by commas',
    }),
  QUARTERDECK_GIT_CERTIFICATES: z.string().max(4096, { error: 'must be a path of at most 4096 characters' }),
  QUARTERDECK_VENUES: z.string().max(4096, { error: 'must be a path of at most 4096 characters' }),
  QUARTERDECK_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }),
}

/** Variables of ours that a part other than the server reads. */
const READ_ELSEWHERE = new Set(['QUARTERDECK_TEST_CLUSTER_URL'])

/** Variables of the contract that this release has no use for: set, they would promise what does not happen. */
const NOT_YET: Readonly<Record<string, string>> = {
  NATS_URL: 'this release runs in one process and has no NATS bus: unset it',
  REDIS_URL: 'this release keeps sessions and rate limits in the process: unset it',
}

type Variables = { [K in keyof typeof variables]?: z.output<(typeof variables)[K]> }

/** Reads the configuration from an environment. Throws {@link ConfigError} with every fault found. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = []
  for (const name of Object.keys(env)) {
    if (name.startsWith('QUARTERDECK_') && !(name in variables) && !READ_ELSEWHERE.has(name)) {
      const known = Object.keys(variables).filter((variable) => variable.startsWith('QUARTERDECK_'))
      faults.push(`${name} is unknown; allowed are ${known.join(', ')}`)
    }
    const reason = NOT_YET[name]
    if (reason !== undefined && env[name]) faults.push(`${name} is set, but ${reason}`)
  }
  const values = parseVariables(env, faults)
  if (
    values.DATABASE_URL !== undefined &&
    values.QUARTERDECK_SECRET === undefined &&
    !env.QUARTERDECK_SECRET
  ) {
    faults.push(
      'QUARTERDECK_SECRET is missing; with DATABASE_URL it is required, so that all processes sign alike',
    )
  }
  if (faults.length > 0) throw new ConfigError(faults)
  const databaseUrl = values.DATABASE_URL ?? null
  return {
    port: values.PORT ?? 4000,
    host: values.HOST ?? '127.0.0.1',
    dataDir: resolve(values.QUARTERDECK_DATA_DIR ?? '.quarterdeck'),
    databaseUrl,
    secret: values.QUARTERDECK_SECRET ?? null,
    demo: values.QUARTERDECK_DEMO ?? databaseUrl === null,
    demoPassword: values.QUARTERDECK_DEMO_PASSWORD ?? null,
    signUp: values.QUARTERDECK_SIGN_UP ?? false,
    publicUrl: values.QUARTERDECK_PUBLIC_URL ?? null,
    allowedOrigins: values.QUARTERDECK_ALLOWED_ORIGINS ?? [],
    logLevel: values.QUARTERDECK_LOG_LEVEL ?? 'info',
    strategyDir: pathOf(values.QUARTERDECK_STRATEGY_DIR),
    packageDir: pathOf(values.QUARTERDECK_PACKAGE_DIR),
    importDir: pathOf(values.QUARTERDECK_IMPORT_DIR),
    venuesFile: pathOf(values.QUARTERDECK_VENUES),
    gitHosts: values.QUARTERDECK_GIT_HOSTS ?? null,
    gitCertificates: pathOf(values.QUARTERDECK_GIT_CERTIFICATES),
    previousSecret: values.QUARTERDECK_SECRET_PREVIOUS ?? null,
  }
}

function pathOf(path: string | undefined): string | null {
  return path === undefined ? null : resolve(path)
}

function parseVariables(env: Readonly<Record<string, string | undefined>>, faults: string[]): Variables {
  const present: Record<string, string> = {}
  for (const name of Object.keys(variables)) {
    const value = env[name]
    // An empty variable counts as unset, as shells and compose files produce it for "no value".
    if (value !== undefined && value !== '') present[name] = value
  }
  const parsed = z.object(variables).partial().safeParse(present)
  if (parsed.success) return parsed.data as Variables
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0])
    // A secret's value must not reach a log; neither do passwords inside URLs.
    const shown =
      /SECRET|PASSWORD|URL$/.test(name) && name !== 'QUARTERDECK_PUBLIC_URL'
        ? ''
        : ` is "${present[name]}", but`
    faults.push(`${name}${shown} ${issue.message}`)
  }
  return {}
}
