/** The files of a new strategy: right enough to be run as they are. */

import { sampleBars, strategyText, testText } from './code.ts'
import { GITIGNORE, packageJson, readme, SAMPLE, tsconfig, vitestConfig, workflow } from './project.ts'

/** Path to text. `directory` is where they will lie: editor and tests there must find the SDK. */
export function filesOf(name: string, directory: string): Readonly<Record<string, string>> {
  return {
    [`${name}.ts`]: strategyText(name),
    [`${name}.test.ts`]: testText(name),
    'README.md': readme(name, directory),
    'package.json': packageJson(name, directory),
    'tsconfig.json': tsconfig(directory),
    'vitest.config.ts': vitestConfig(directory),
    [SAMPLE]: sampleBars(),
    '.github/workflows/strategy.yml': workflow(name, directory),
    '.gitignore': GITIGNORE,
  }
}
