/**
 * The fence between the rooms: which way imports run, through which door, and what the core may touch.
 *
 * `fence.test.ts` plants one breach of each law and expects it to be named here.
 */
import { posix } from 'node:path'
import { isBuiltin } from 'node:module'
import { type Check, verdict } from './check.ts'
import { isForTests, type Room, ROOMS, roomOf, SCOPE } from './rooms.ts'
import { type Import, importsOf, type SourceFile, sourceFiles } from './source-files.ts'

const FOLDERS = ROOMS.map((room) => room.path.slice(0, -1))

export const boundaries: Check = {
  name: 'boundaries',
  run: async (root) => {
    const faults = sourceFiles(root, FOLDERS).flatMap(importFaults)
    return [verdict('boundaries: imports run one way, through one door', faults)]
  },
}

/** Says what is wrong with a file's imports, a line each; empty when nothing is. */
function importFaults(file: SourceFile): readonly string[] {
  const room = roomOf(file.path)
  if (!room) return []
  return importsOf(file).flatMap((found) => {
    const fault = faultOf(file, room, found)
    return fault ? [`${file.path}:${found.line} ${fault}`] : []
  })
}

function faultOf(file: SourceFile, room: Room, found: Import): string | undefined {
  if (found.exportsAll) return `export * hides what the face shows: name what you export`
  const { specifier } = found
  if (specifier.startsWith('.')) return relativeFault(file, room, specifier)
  if (specifier.startsWith(SCOPE)) return houseFault(file, room, specifier)
  if (room.pure && !isForTests(file.path) && file.path.startsWith(`${room.path}src/`)) {
    const reason = isBuiltin(specifier)
      ? 'the core does no I/O: do it in packages/runtime and pass the result in'
      : 'the core has no dependency: write it, or do it in packages/runtime and pass the result in'
    return `imports '${specifier}': ${reason}`
  }
  return undefined
}

function relativeFault(file: SourceFile, room: Room, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file.path), specifier)
  if (target.startsWith(room.path)) return undefined
  const owner = roomOf(target)
  const remedy = owner ? `import ${SCOPE}${owner.name}` : 'move what you need into the room'
  return `imports '${specifier}', which leaves the room: ${remedy}`
}

function houseFault(file: SourceFile, room: Room, specifier: string): string | undefined {
  const [name = '', ...inner] = specifier.slice(SCOPE.length).split('/')
  const door = ROOMS.find((one) => one.name === name)?.testDoors?.includes(inner.join('/')) ?? false
  // An example is written as its reader would write it: from outside, through the doors.
  if (name === room.name && file.path.startsWith(`${room.path}examples/`) && (inner.length === 0 || door)) {
    return undefined
  }
  // A measurement sets up what it measures as a test does.
  const setsUp = isForTests(file.path) || room.name === 'bench'
  if (door && setsUp && room.mayImport.includes(name)) return undefined
  if (inner.length > 0) return `imports '${specifier}': the only door is '${SCOPE}${name}' (its src/index.ts)`
  if (name === room.name) return `imports its own package by name: import the file`
  if (name === 'testkit' && isForTests(file.path)) return undefined
  if (room.mayImport.includes(name)) return undefined
  const allowed = room.mayImport.join(', ') || 'no other room'
  return `imports '${specifier}': ${room.name} may import ${allowed} (docs/adr/0004)`
}
