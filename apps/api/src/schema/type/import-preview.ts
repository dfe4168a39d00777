/** What a file is taken for, before anything of it is kept. */
import type { FilePreview } from '@quarterdeck/market-data'
import { builder } from '../builder.ts'
import { BarLabel, ImportDialect, SeriesKindEnum } from '../research-enums.ts'
import { definedNumber } from './dataset-detail.ts'

const ColumnMapping = builder
  .objectRef<{ readonly field: string; readonly column: string }>('ImportColumn')
  .implement({
    description: 'Which column of the file gives a field.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'Field of the dataset, such as close.' }),
      column: t.exposeString('column', { description: 'Column of the file.' }),
    }),
  })

const PreviewValue = builder
  .objectRef<{ readonly field: string; readonly value: number | null }>('ImportPreviewValue')
  .implement({
    description: 'A value of a row as it would be kept.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'Field, such as close.' }),
      value: t.exposeFloat('value', {
        nullable: true,
        description: 'Value; times are microseconds since 1970 UTC. Null: it is no number.',
      }),
    }),
  })

const PreviewRow = builder.objectRef<Readonly<Record<string, number>>>('ImportPreviewRow').implement({
  description: 'One of the first rows.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Its time.', resolve: (row) => row['time'] ?? 0 }),
    values: t.field({
      type: [PreviewValue],
      description: 'Its other fields.',
      resolve: (row) =>
        Object.entries(row)
          .filter(([field]) => field !== 'time')
          .map(([field, value]) => ({ field, value: definedNumber(value) })),
    }),
  }),
})

const Question = builder.objectRef<FilePreview['questions'][number]>('ImportQuestion').implement({
  description: 'Something that only the caller can say.',
  fields: (t) => ({
    choice: t.exposeString('choice', {
      description: 'The choice that answers it: zone, dateOrder or symbol.',
    }),
    text: t.exposeString('text', { description: 'The question.' }),
  }),
})

export const ImportPreview = builder.objectRef<FilePreview>('ImportPreview').implement({
  description: 'What a file is taken for, and how its first rows read.',
  fields: (t) => ({
    dialect: t.expose('dialect', { type: ImportDialect, description: 'Whose form it has.' }),
    why: t.exposeString('why', { description: 'Why it is taken for that.' }),
    kind: t.expose('kind', { type: SeriesKindEnum, description: 'What it records.' }),
    timeframe: t.exposeString('timeframe', {
      nullable: true,
      description: 'Length of a bar, as the first times suggest; null: they do not tell.',
    }),
    columns: t.field({
      type: [ColumnMapping],
      description: 'The columns that are used.',
      resolve: ({ mapping }) => Object.entries(mapping).map(([field, column]) => ({ field, column })),
    }),
    zone: t.exposeString('zone', {
      nullable: true,
      description: 'Time zone of its times; null: they need none.',
    }),
    label: t.expose('label', { type: BarLabel, description: 'What the time of a bar names.' }),
    rows: t.field({ type: [PreviewRow], description: 'Its first rows.', resolve: ({ rows }) => [...rows] }),
    questions: t.field({
      type: [Question],
      description: 'What must be chosen before it can be imported.',
      resolve: ({ questions }) => [...questions],
    }),
    problems: t.stringList({
      description: 'What is wrong with the first rows.',
      resolve: ({ problems }) => [...problems],
    }),
  }),
})
