#!/usr/bin/env node
/**
 * `quarterdeck` on whatever Node the caller has: hands over to the pinned Node, which runs the TypeScript source.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOnPinnedNode } from './pinned-node.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const main = join(here, '..', 'src', 'main.ts')

process.exit(await runOnPinnedNode(join(here, '..', '..', '..'), [main, ...process.argv.slice(2)]))
