/**
 * The rooms of the house and the way imports may run between them (docs/adr/0004).
 *
 * The same arrows stand in `turbo.json` as tags. Two fences by two tools: a fault in one is caught by the other.
 */

export interface Room {
  readonly name: string
  /** Path of its folder, relative to the root, with a slash at the end. */
  readonly path: string
  /** The rooms it may import, by package name only. */
  readonly mayImport: readonly string[]
  /** Its doors beside `src/index.ts`: sub-paths that other rooms' tests may import. */
  readonly testDoors?: readonly string[]
  /** The core: no package but the rooms above, no built-in module. */
  readonly pure?: boolean
}

export const ROOMS: readonly Room[] = [
  { name: 'sdk', path: 'packages/sdk/', mayImport: [], testDoors: ['testing'], pure: true },
  { name: 'engine', path: 'packages/engine/', mayImport: ['sdk'], pure: true },
  { name: 'venues', path: 'packages/venues/', mayImport: ['engine', 'sdk'] },
  { name: 'market-data', path: 'packages/market-data/', mayImport: ['sdk'] },
  { name: 'strategies', path: 'packages/strategies/', mayImport: ['sdk'] },
  {
    name: 'simulation',
    path: 'packages/simulation/',
    mayImport: ['market-data', 'venues', 'engine', 'sdk'],
  },
  {
    name: 'runtime',
    path: 'packages/runtime/',
    mayImport: ['simulation', 'strategies', 'market-data', 'venues', 'engine', 'sdk'],
  },
  { name: 'client', path: 'packages/client/', mayImport: [] },
  {
    name: 'api',
    path: 'apps/api/',
    mayImport: ['runtime', 'simulation', 'strategies', 'market-data', 'venues', 'engine', 'sdk'],
  },
  { name: 'console', path: 'apps/console/', mayImport: ['client'] },
  {
    name: 'cli',
    path: 'apps/cli/',
    mayImport: [
      'api',
      'runtime',
      'simulation',
      'strategies',
      'market-data',
      'venues',
      'engine',
      'sdk',
      'client',
    ],
  },
  { name: 'testkit', path: 'testkit/', mayImport: [] },
  { name: 'e2e', path: 'e2e/', mayImport: ['client', 'testkit'] },
  {
    name: 'bench',
    path: 'bench/',
    mayImport: [
      'api',
      'client',
      'runtime',
      'simulation',
      'strategies',
      'market-data',
      'venues',
      'engine',
      'sdk',
      'testkit',
    ],
  },
]

/** The prefix of every package of the house. */
export const SCOPE = '@quarterdeck/'

/** Whether the file is there for tests only, and so may use the test kit and any package. */
export function isForTests(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || /\/(testing|test)\//.test(file)
}

/** The room a file lives in, or undefined for the root's own files. */
export function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => file.startsWith(room.path))
}
