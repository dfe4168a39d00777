/**
 * A codegen plugin that writes the part of the introspection result that the console's cache uses: types with their
 * fields, and the members of unions and interfaces. Descriptions, arguments and scalars' details stay out of the bundle.
 */
import { introspectionFromSchema } from 'graphql'

const shortType = (type) =>
  type.ofType ? { kind: type.kind, ofType: shortType(type.ofType) } : { kind: type.kind, name: type.name }

const short = (type) => ({
  kind: type.kind,
  name: type.name,
  ...(type.fields
    ? { fields: type.fields.map((field) => ({ name: field.name, type: shortType(field.type), args: [] })) }
    : {}),
  ...(type.kind === 'OBJECT'
    ? { interfaces: type.interfaces.map(({ kind, name }) => ({ kind, name })) }
    : {}),
  ...(type.possibleTypes
    ? { possibleTypes: type.possibleTypes.map(({ kind, name }) => ({ kind, name })) }
    : {}),
})

const kept = ['OBJECT', 'INTERFACE', 'UNION']

export function plugin(schema) {
  const { __schema } = introspectionFromSchema(schema, { descriptions: false })
  return JSON.stringify({
    __schema: {
      queryType: { name: 'Query' },
      mutationType: { name: 'Mutation' },
      subscriptionType: { name: 'Subscription' },
      types: __schema.types
        .filter((type) => kept.includes(type.kind) && !type.name.startsWith('__'))
        .map(short),
    },
  })
}
