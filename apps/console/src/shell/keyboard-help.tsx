/** Shows every shortcut of the keymap, and lets single keys be switched off. */
'use client'

import { Dialog } from '../controls/dialog.tsx'
import { useKeyboard } from './keyboard.tsx'
import { showKeys, shortcuts } from './keymap.ts'

const groups = [
  'Everywhere',
  'Desk',
  'Selected order',
  'Research and strategies',
  'Selected deployment',
] as const

export function KeyboardHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { singleKeys, setSingleKeys } = useKeyboard()
  const mac = navigator.platform.startsWith('Mac')
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard">
      <div className="grid gap-4 p-3 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group} aria-labelledby={`keys-${group.replaceAll(' ', '-')}`}>
            <h3 id={`keys-${group.replaceAll(' ', '-')}`} className="mb-1 text-2xs font-semibold text-ink-2">
              {group}
            </h3>
            <dl className="text-xs">
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div
                    key={shortcut.id}
                    className="flex h-6 items-center justify-between gap-3 border-b border-line"
                  >
                    <dt>{shortcut.title}</dt>
                    <dd className="flex gap-1">
                      {showKeys(shortcut.keys, mac).map((key) => (
                        <kbd
                          key={key}
                          className="rounded-[2px] border border-line bg-raised px-1 font-mono text-2xs"
                        >
                          {key}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 className="mb-1 text-2xs font-semibold text-ink-2">In lists</h3>
          <p className="text-xs text-ink-2">
            Up and Down move between rows, Home and End to the first and last. Tab leaves the list.
          </p>
          <label className="mt-3 flex items-center gap-2 text-xs">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={singleKeys}
              onChange={(event) => setSingleKeys(event.target.checked)}
            />
            Single-key shortcuts
          </label>
        </section>
      </div>
    </Dialog>
  )
}
