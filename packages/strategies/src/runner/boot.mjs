/**
 * Starts a runner from one script that its host hands over on descriptor 3: half the time of reading, stripping and compiling its
 * sources one by one. Plain JavaScript, so that nothing has to be stripped before it can read.
 */

import { Buffer } from 'node:buffer'
import { closeSync, readFileSync } from 'node:fs'

const PROGRAM = 3
const program = readFileSync(PROGRAM, 'utf8')
closeSync(PROGRAM)
await import(
  `data:text/javascript;base64,${Buffer.from(`${program}\n//# sourceURL=runner.mjs`).toString('base64')}`
)
