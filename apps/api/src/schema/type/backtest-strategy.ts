/** The strategies that can be backtested, with what a form needs to ask for their parameters. */
import type { ListedStrategy } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { ParameterKind } from '../research-enums.ts'

type Parameter = ListedStrategy['parameters'][number]

const text = (value: string | number | boolean | null) => (value === null ? null : String(value))

export const StrategyParameter = builder.objectRef<Parameter>('StrategyParameter').implement({
  description: 'A parameter of a strategy, as its schema declares it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name.' }),
    kind: t.field({
      type: ParameterKind,
      description: 'What values it takes.',
      resolve: ({ kind }) => kind.toUpperCase() as Uppercase<typeof kind>,
    }),
    description: t.exposeString('description', { description: 'What it is.' }),
    default: t.string({
      nullable: true,
      description: 'Value when it is left out; null: it must be given.',
      resolve: (parameter) => text(parameter.default),
    }),
    min: t.string({
      nullable: true,
      description: 'Least value; null: none.',
      resolve: ({ min }) => text(min),
    }),
    max: t.string({
      nullable: true,
      description: 'Greatest value; null: none.',
      resolve: ({ max }) => text(max),
    }),
    step: t.string({
      nullable: true,
      description: 'Step between values; null: any.',
      resolve: ({ step }) => text(step),
    }),
    values: t.stringList({
      nullable: true,
      description: 'The words that an ENUM allows; null for other kinds.',
      resolve: ({ values }) => (values === null ? null : [...values]),
    }),
    maxLength: t.exposeInt('maxLength', {
      nullable: true,
      description: 'Characters that a STRING may have.',
    }),
  }),
})

export const ListedStrategyType = builder.objectRef<ListedStrategy>('BacktestStrategy').implement({
  description: 'A strategy that can be backtested here.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name.' }),
    description: t.exposeString('description', { description: 'What it does.' }),
    parameters: t.field({
      type: [StrategyParameter],
      description: 'Its parameters.',
      resolve: ({ parameters }) => [...parameters],
    }),
  }),
})
