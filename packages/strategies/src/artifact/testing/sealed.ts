/** Artifacts for tests, without a build. */

import { generateKeyPairSync } from 'node:crypto'
import type { SourceTree } from '../../submission/source-tree.ts'
import type { Artifact } from '../artifact.ts'
import { sealArtifact } from '../seal.ts'
import { signArtifact } from '../sign.ts'

export const KEYS = generateKeyPairSync('ed25519')

export function sealed(tree: SourceTree): Artifact {
  const artifact = sealArtifact({
    name: 'idle',
    description: 'Does nothing.',
    sdkVersion: '0.1.0',
    wireVersion: 1,
    builder: { esbuild: '0.28.2', typescript: '7.0.2', node: '26.10.0' },
    entry: tree.files[0]?.path ?? '',
    packages: [
      { name: 'halves', version: '1.0.0', integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}` },
      { name: '@maths/one', version: '2.0.0', integrity: `sha512-${Buffer.alloc(64, 2).toString('base64')}` },
    ],
    parameters: [],
    stateVersion: null,
    tree,
    bundle: 'var __strategy__ = 1;\n__strategy__;\n',
  })
  return signArtifact(artifact, KEYS.privateKey)
}
