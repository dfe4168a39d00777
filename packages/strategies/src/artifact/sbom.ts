/**
 * The bill of materials of an artifact: CycloneDX 1.6 as JSON. It carries no time and no serial number, which the format
 * leaves open: they would make two builds of one source differ.
 */

import type { ArtifactFile, ArtifactManifest, ArtifactPackage } from './artifact.ts'
import { canonicalJson } from './digest.ts'

type Materials = Pick<
  ArtifactManifest,
  'name' | 'description' | 'sdkVersion' | 'builder' | 'entry' | 'packages'
> & { readonly files: readonly ArtifactFile[] }

const SDK_REF = 'pkg:npm/%40quarterdeck/sdk'

export function sbomOf(materials: Materials): string {
  const { name, description, sdkVersion, packages, files } = materials
  const root = `strategy:${name}`
  const sdk = `${SDK_REF}@${sdkVersion}`
  return canonicalJson({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': root, name, description },
      tools: { components: toolsOf(materials) },
    },
    components: [
      { type: 'library', 'bom-ref': sdk, name: '@quarterdeck/sdk', version: sdkVersion, purl: sdk },
      ...packages.map(packageComponent),
      ...files.map(fileComponent),
    ],
    dependencies: [
      { ref: root, dependsOn: [sdk, ...packages.map(purlOf)] },
      { ref: sdk, dependsOn: [] },
      ...packages.map((one) => ({ ref: purlOf(one), dependsOn: [] })),
    ],
  })
}

function toolsOf({ builder }: Materials): readonly object[] {
  const { esbuild, node, typescript } = builder
  return Object.entries({ esbuild, node, typescript }).map(([name, version]) => ({
    type: 'application',
    name,
    version,
  }))
}

function packageComponent(one: ArtifactPackage): object {
  const purl = purlOf(one)
  return {
    type: 'library',
    'bom-ref': purl,
    name: one.name,
    version: one.version,
    purl,
    hashes: [{ alg: 'SHA-512', content: hexOf(one.integrity) }],
  }
}

function fileComponent({ path, sha256 }: ArtifactFile): object {
  return {
    type: 'file',
    'bom-ref': `file:${path}`,
    name: path,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  }
}

/** Package URL; the scope is a namespace, its @ written as %40. */
function purlOf({ name, version }: ArtifactPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

function hexOf(integrity: string): string {
  return Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
}
