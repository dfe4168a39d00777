/** The problems that a mutation may answer, as types: only our own classes are ever published. */
import {
  Conflict,
  Forbidden,
  InvalidInput,
  NotFound,
  type ProblemError,
  RateLimited,
  SecondFactorRequired,
} from '../problem/problem.ts'
import { builder } from './builder.ts'
import { ProblemCodeEnum } from './enums.ts'

export const ProblemInterface = builder.interfaceRef<ProblemError>('Problem').implement({
  description: 'Something that a mutation can be expected to refuse.',
  fields: (t) => ({
    code: t.expose('code', { type: ProblemCodeEnum, description: 'What kind of problem it is; stable.' }),
    message: t.exposeString('message', { description: 'The fault, and what is allowed instead.' }),
    path: t.stringList({
      nullable: true,
      description:
        'The argument at fault, from its root, such as ["input", "quantity"]; null: no single one.',
      resolve: ({ argument }) => (argument === null ? null : [...argument]),
    }),
  }),
})

builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  description: 'A value is malformed or not allowed here.',
  interfaces: [ProblemInterface],
})
builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'There is no such thing for this caller.',
  interfaces: [ProblemInterface],
})
builder.objectType(Conflict, {
  name: 'Conflict',
  description:
    'It contradicts what is already there: other terms under a used key, or an outdated expected version.',
  interfaces: [ProblemInterface],
})
builder.objectType(Forbidden, {
  name: 'Forbidden',
  description: 'This caller may not, or the platform does not allow it at all.',
  interfaces: [ProblemInterface],
})
builder.objectType(RateLimited, {
  name: 'RateLimited',
  description: 'Too much in too short a time.',
  interfaces: [ProblemInterface],
  fields: (t) => ({
    retryAfterMs: t.exposeInt('retryAfterMs', {
      nullable: true,
      description: 'When to try again, in milliseconds.',
    }),
  }),
})

builder.objectType(SecondFactorRequired, {
  name: 'SecondFactorRequired',
  description:
    'The caller has a second factor and has not shown it within the last five minutes. Nothing was done.',
  interfaces: [ProblemInterface],
})

/** The classes that every mutation lists. Listing Error itself would publish our faults as data. */
export const PROBLEMS = [InvalidInput, NotFound, Conflict, Forbidden, RateLimited]
