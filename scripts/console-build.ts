/** Builds the console's static export, which the API process serves, when its sources changed. */
import { makeWhenStale } from './freshness.ts'
import { run } from './command.ts'

/** Returns whether a build was needed. Throws with the build's words when it fails. */
export async function buildConsole(root: string): Promise<boolean> {
  return makeWhenStale(root, {
    name: 'console',
    sources: [
      'apps/console/**',
      'packages/client/src/**',
      'schema.graphql',
      'codegen.ts',
      'package-lock.json',
    ],
    except: ['out', '.next', 'generated', 'next-env.d.ts'],
    outputs: ['apps/console/out/index.html'],
    make: async () => {
      console.error('Building the console (about half a minute, once per change) ...')
      const { code, output } = await run('next', ['build'], {
        cwd: `${root}/apps/console`,
        env: { NODE_ENV: 'production' },
      })
      if (code !== 0) throw new Error(`next build failed:\n${output}`)
    },
  })
}
