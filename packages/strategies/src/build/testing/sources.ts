/** Sources for tests of the builder. */

import { createSourceTree, type SourceTree } from '../../submission/source-tree.ts'

export function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return createSourceTree(Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) })))
}

/** A strategy that does next to nothing; `before` and `after` stand around its declaration. */
export function strategyWith({ before = '', after = '', name = `'idle'` } = {}): string {
  return [
    `import { defineStrategy, param } from '@quarterdeck/sdk'`,
    before,
    `export default defineStrategy({`,
    `  name: ${name},`,
    `  params: { instrument: param.instrument({ default: 'SIM:BTC-USD' }) },`,
    `  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }],`,
    `  onBar({ log }, bar) {`,
    `    log.info(String(bar.close))`,
    `  },`,
    `})`,
    after,
  ].join('\n')
}

/** What a strategy with one parameter says of itself. */
export const HONEST = {
  name: 'idle',
  description: '',
  wireVersion: 1,
  parameters: [
    {
      name: 'fast',
      kind: 'int',
      description: '',
      default: 1,
      min: null,
      max: null,
      step: null,
      values: null,
      maxLength: null,
    },
  ],
  stateVersion: null,
}
