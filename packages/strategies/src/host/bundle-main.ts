/**
 * Main of a short-lived child: bundles the program of a runner and writes it to standard output. A process of its own, for the
 * bundler's is shared by all who bundle in one, and stopped for all of them.
 */

import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

const { outputFiles } = buildSync({
  entryPoints: [join(import.meta.dirname, '..', 'runner', 'main.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'es2024',
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
})
const program = outputFiles[0]!.contents
for (let done = 0; done < program.length;) done += writeSync(1, program, done)
