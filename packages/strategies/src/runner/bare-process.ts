/**
 * Takes from this process what no session needs: should a stranger's code ever get out of its compartment, it finds a thread with
 * nothing in reach. What the runner itself uses it has taken hold of before.
 */

const KEPT_GLOBALS: readonly string[] = ['globalThis']

/** Permissions that are given up for good once our own code is read. */
const SCOPES: readonly string[] = ['ffi', 'fs', 'child', 'worker', 'net', 'addon', 'wasi', 'inspector']

/** Without `--permission` there is nothing to give up. */
export function giveUpPermissions(): void {
  const { permission } = process as { readonly permission?: { drop(scope: string): void } }
  for (const scope of SCOPES) permission?.drop(scope)
}

/** Empties `process` and removes the globals of Node from the outer realm; those of the language are frozen and stay. */
export function stripProcess(isOfLanguage: (name: string) => boolean): void {
  emptyOut(process)
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (KEPT_GLOBALS.includes(name) || isOfLanguage(name)) continue
    Reflect.deleteProperty(globalThis, name)
  }
}

function emptyOut(object: object): void {
  for (let one: object | null = object; one !== null && one !== Object.prototype;) {
    for (const key of Reflect.ownKeys(one)) Reflect.deleteProperty(one, key)
    one = Object.getPrototypeOf(one) as object | null
  }
}
