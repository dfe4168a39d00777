/**
 * A host of two builds that do not end by themselves, one in the compiler and one in the author's code; it lives on until it is
 * killed.
 */

import { buildArtifact } from '../build.ts'
import { strategyWith, treeOf } from './sources.ts'

/** Types that keep a compiler busy for minutes. */
const types = Array.from(
  { length: 500 },
  (
    _,
    index,
  ) => `type A${index}<N, T extends unknown[] = [${index}]> = T['length'] extends N ? T : A${index}<N, [...T, 1]>
export type B${index} = A${index}<990>`,
)

await Promise.all([
  buildArtifact(treeOf({ 'strategy.ts': strategyWith({ after: types.join('\n') }) })),
  buildArtifact(treeOf({ 'strategy.ts': strategyWith({ after: 'for (;;) {}' }) }), { skipsTypes: true }),
])
