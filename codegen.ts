/**
 * Generates the console's typed documents from the published schema, so that a screen cannot ask for what is not there.
 */
import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['apps/console/src/**/*.{ts,tsx}', '!apps/console/src/generated/**'],
  ignoreNoDocuments: true,
  generates: {
    'apps/console/src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'getFragmentData' } },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        defaultScalarType: 'unknown',
        // Exact decimals stay text from the engine to the screen: a binary float would change cents.
        scalars: { Decimal: 'string', DateTime: 'string', Cursor: 'string', JSON: 'unknown' },
      },
    },
  },
}

export default config
