/**
 * Views that tell on a strategy which keeps them: outside a test they would show the newest datum instead.
 */

/** A view that can be read until it is closed. */
export interface Guarded<View> {
  readonly view: View
  close(): void
}

/** A view like `view`, whose every reading after `close` throws an error that says what to do. `name` is how authors call it. */
export function guardedView<View extends object>(view: View, name: string): Guarded<View> {
  let isClosed = false
  const guarded = new Proxy(view, {
    get: (target, key) => {
      if (isClosed) {
        throw new TypeError(
          `${name}.${String(key)} was read after its callback: by now the ${name} shows another datum. Copy the numbers you keep, or read the past from a window`,
        )
      }
      // The fields of a view are private to it, so it is asked itself.
      return Reflect.get(target, key, target) as unknown
    },
  })
  return {
    view: guarded,
    close: () => {
      isClosed = true
    },
  }
}
