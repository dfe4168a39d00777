/** Artifacts: the same for the same source, and refused by the name of what differs when anything does. */

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { createSourceTree, type SourceFile } from '../submission/source-tree.ts'
import type { Artifact, ArtifactManifest } from './artifact.ts'
import { canonicalJson, digestOf } from './digest.ts'
import { signArtifact } from './sign.ts'
import { KEYS, sealed } from './testing/sealed.ts'
import { ArtifactRefused, sourceOf, verifyArtifact } from './verify.ts'

const file = (path: string, content: string | Uint8Array = path): SourceFile => ({
  path,
  bytes: Uint8Array.from(Buffer.from(content)),
})
const artifact = sealed(
  createSourceTree([
    file('strategy.ts'),
    file('lib/ü.ts', 'ü'),
    file('empty.ts', ''),
    file('zeros.json', '0'.repeat(200_000)),
  ]),
)

/** The part that an artifact is refused for, or null when it is taken. */
function refusedFor(changed: Artifact): string | null {
  try {
    verifyArtifact(changed, KEYS.publicKey)
    return null
  } catch (error) {
    if (error instanceof ArtifactRefused) return error.part
    throw error
  }
}

/** Names of files; with the digit, none of them is a device of Windows (`con.ts`), which no tree takes. */
const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}0\.ts$/), { minLength: 1, maxLength: 6 })

describe('artifact: digest', () => {
  it('is the same for the same files in any order', () => {
    fc.assert(
      fc.property(names, fc.uint8Array({ maxLength: 300 }), (paths, bytes) => {
        const files = paths.map((path) => file(path, Buffer.concat([Buffer.from(path), bytes])))
        expect(sealed(createSourceTree(files.toReversed()))).toEqual(sealed(createSourceTree(files)))
      }),
    )
  })

  it('is another for another byte in any file', () => {
    fc.assert(
      fc.property(
        names,
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        (paths, bytes, chance) => {
          const changed = Uint8Array.from(bytes)
          const at = chance % bytes.length
          changed[at] = (changed[at] ?? 0) ^ 1
          const [path = '', ...others] = paths
          const tree = (content: Uint8Array) =>
            createSourceTree([file(path, content), ...others.map((one) => file(one))])
          expect(sealed(tree(changed)).digest).not.toBe(sealed(tree(bytes)).digest)
        },
      ),
    )
  })

  it('is of one canonical text, whatever order the fields come in', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}')
    expect(
      digestOf(
        Object.fromEntries(Object.entries(artifact.manifest).reverse()) as unknown as ArtifactManifest,
      ),
    ).toBe(artifact.digest)
  })

  it('has a source that others unzip, whatever its files are called', () => {
    const paths = ['10', '9', '__proto__', 'constructor', 'lib/ü.ts', `'quoted' \${x}.ts`]
    const unzipped = unzipSync(sealed(createSourceTree(paths.map((path) => file(path)))).source)
    expect(Object.keys(unzipped)).toEqual(
      expect.arrayContaining(paths.filter((path) => path !== '__proto__')),
    )
    expect(
      sourceOf(sealed(createSourceTree(paths.map((path) => file(path))))).files.map(({ path }) => path),
    ).toEqual([...paths].sort())
  })
})

describe('artifact: what it says is true', () => {
  it('is taken as the platform signed it, and gives its source back', () => {
    expect(refusedFor(artifact)).toBe(null)
    expect(sourceOf(artifact).files.map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ['empty.ts', 0],
      ['lib/ü.ts', 2],
      ['strategy.ts', 11],
      ['zeros.json', 200_000],
    ])
  })

  it('is refused with any bit of the bundle, the bill of materials or the source turned', () => {
    const turned = <Part extends string | Uint8Array>(part: Part, chance: number): Part => {
      const bytes = Buffer.from(part as Uint8Array)
      const bit = chance % (bytes.length * 8)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return (typeof part === 'string' ? bytes.toString('latin1') : Uint8Array.from(bytes)) as Part
    }
    fc.assert(
      fc.property(fc.nat(), (chance) => {
        expect(refusedFor({ ...artifact, bundle: turned(artifact.bundle, chance) })).toBe('bundle')
        expect(refusedFor({ ...artifact, sbom: turned(artifact.sbom, chance) })).toBe('sbom')
        expect(refusedFor({ ...artifact, source: turned(artifact.source, chance) })).toBe('source')
      }),
    )
  })

  it('is refused with any character of the digest or the signature changed', () => {
    const put = (text: string, at: number, one: string): string =>
      text.slice(0, at) + one + text.slice(at + 1)
    for (let at = 0; at < 64; at++) {
      const other = artifact.digest[at] === '0' ? '1' : '0'
      expect(refusedFor({ ...artifact, digest: put(artifact.digest, at, other) })).toBe('digest')
    }
    for (let at = 0; at < artifact.signature.length; at++) {
      const other = artifact.signature[at] === 'A' ? 'B' : 'A'
      expect(refusedFor({ ...artifact, signature: put(artifact.signature, at, other) })).toBe('signature')
    }
  })

  it('is refused with any field of the manifest changed, added or left out', () => {
    const manifest = artifact.manifest as unknown as Readonly<Record<string, unknown>>
    const changes = Object.keys(manifest).flatMap((key) => [
      { ...manifest, [key]: 'changed' },
      Object.fromEntries(Object.entries(manifest).filter(([one]) => one !== key)),
    ])
    for (const changed of [...changes, { ...manifest, added: 1 }]) {
      const part = refusedFor({ ...artifact, manifest: changed as unknown as ArtifactManifest })
      expect(part).toMatch(/^(format|digest)$/)
    }
  })

  it('is refused when it is whole but another signed it, or nobody', () => {
    const stranger = generateKeyPairSync('ed25519')
    expect(refusedFor(signArtifact(artifact, stranger.privateKey))).toBe('signature')
    expect(refusedFor({ ...artifact, signature: '' })).toBe('signature')
    expect(refusedFor({ ...artifact, signature: `${artifact.signature}\n` })).toBe('signature')
  })

  it('is refused when the source is another than the manifest lists, though its builder signed it', () => {
    const other = sealed(createSourceTree([file('strategy.ts', 'evil')]))
    const listed = { ...artifact.manifest, sourceSha256: other.manifest.sourceSha256 }
    const forged = { ...artifact, manifest: listed, source: other.source, digest: digestOf(listed) }
    expect(refusedFor(signArtifact(forged, KEYS.privateKey))).toBe('files')
  })

  it('is signed with no other kind of key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => signArtifact(artifact, privateKey)).toThrow(/Ed25519/)
    expect(() => signArtifact(artifact, KEYS.publicKey)).toThrow(/Ed25519/)
  })
})

describe('artifact: bill of materials', () => {
  it('is CycloneDX 1.6, with every part that is in the bundle, and nothing that changes by itself', () => {
    const sbom = JSON.parse(artifact.sbom) as Record<string, unknown> & {
      components: {
        type: string
        'bom-ref': string
        name: string
        hashes?: { alg: string; content: string }[]
      }[]
      dependencies: { ref: string; dependsOn: string[] }[]
    }
    expect(sbom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', 'bom-ref': 'strategy:idle', name: 'idle' } },
    })
    expect(Object.keys(sbom).sort()).toEqual([
      '$schema',
      'bomFormat',
      'components',
      'dependencies',
      'metadata',
      'specVersion',
      'version',
    ])
    const refs = ['strategy:idle', ...sbom.components.map((one) => one['bom-ref'])]
    expect(new Set(refs).size).toBe(refs.length)
    for (const { ref, dependsOn } of sbom.dependencies)
      expect(refs).toEqual(expect.arrayContaining([ref, ...dependsOn]))
    expect(sbom.components.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'library @quarterdeck/sdk',
      'library @maths/one',
      'library halves',
      'file empty.ts',
      'file lib/ü.ts',
      'file strategy.ts',
      'file zeros.json',
    ])
    for (const { alg, content } of sbom.components.flatMap(({ hashes = [] }) => hashes)) {
      expect(content).toMatch(alg === 'SHA-512' ? /^[0-9a-f]{128}$/ : /^[0-9a-f]{64}$/)
    }
  })
})
