/**
 * Generates typed documents from the published schema, so that neither a screen nor the client can ask for what is not there.
 */
import type { CodegenConfig } from '@graphql-codegen/cli'

const typescript = {
  enumsAsTypes: true,
  useTypeImports: true,
  strictScalars: true,
  defaultScalarType: 'unknown',
  // Exact decimals stay text from the engine to the screen: a binary float would change cents.
  scalars: { Decimal: 'string', DateTime: 'string', Cursor: 'string', JSON: 'unknown' },
}

const config: CodegenConfig = {
  schema: 'schema.graphql',
  ignoreNoDocuments: true,
  generates: {
    // What the console's normalized cache needs to know of the schema: types, fields, members of unions.
    'apps/console/src/generated/introspection.json': {
      plugins: ['./apps/console/introspection.codegen.mjs'],
    },
    'apps/console/src/generated/': {
      preset: 'client',
      documents: ['apps/console/src/**/*.{ts,tsx}', '!apps/console/src/generated/**'],
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'getFragmentData' } },
      config: typescript,
    },
    'packages/client/src/generated/': {
      preset: 'client',
      documents: ['packages/client/src/operations/*.ts'],
      presetConfig: { fragmentMasking: false },
      // Run by Node itself: files carry their suffix, documents are plain strings that need no parser.
      config: {
        ...typescript,
        documentMode: 'string',
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
      },
    },
  },
}

export default config
