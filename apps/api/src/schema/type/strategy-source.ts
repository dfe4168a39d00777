/** The source of a version for the code viewer: its files, and in which of them it differs from another version. */
import type { SourceFile } from '@quarterdeck/runtime'
import { unifiedDiff } from '../../source/unified-diff.ts'
import { builder } from '../builder.ts'
import { SourceChange } from '../strategy-enums.ts'

export const SourceFileType = builder.objectRef<SourceFile>('StrategySourceFile').implement({
  description: "A text file of a version's source.",
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where it is in the source.' }),
    text: t.exposeString('text', { description: 'Its text.' }),
  }),
})

interface FileDifference {
  readonly path: string
  /** Null: it is not there. One of them is. */
  readonly before: string | null
  readonly after: string | null
}

export const SourceDiff = builder.objectRef<FileDifference>('StrategySourceDiff').implement({
  description: 'A file in which two versions differ.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where it is in the source.' }),
    change: t.field({
      type: SourceChange,
      description: 'What became of it.',
      resolve: ({ before, after }) => (before === null ? 'ADDED' : after === null ? 'REMOVED' : 'CHANGED'),
    }),
    before: t.exposeString('before', { nullable: true, description: 'Its text before; null: it is new.' }),
    after: t.exposeString('after', { nullable: true, description: 'Its text after; null: it is gone.' }),
    unified: t.string({
      description: 'The difference in the unified form, with three lines of context.',
      resolve: ({ path, before, after }) => unifiedDiff(path, before, after),
    }),
  }),
})

/** The files that are not the same in both, by path. */
export function differenceOf(before: readonly SourceFile[], after: readonly SourceFile[]): FileDifference[] {
  const [old, now] = [before, after].map((files) => new Map(files.map(({ path, text }) => [path, text])))
  const paths = [...new Set([...before, ...after].map(({ path }) => path))].sort()
  return paths
    .map((path) => ({ path, before: old?.get(path) ?? null, after: now?.get(path) ?? null }))
    .filter((file) => file.before !== file.after)
}
