/** The look that dropdown menus share. */

export const menuLook =
  'z-50 max-h-[60vh] min-w-52 max-w-[calc(100vw-16px)] overflow-auto rounded-[3px] border border-line bg-panel p-1 text-xs shadow-lg'

export const menuItemLook =
  'flex h-7 items-center gap-2 rounded-[2px] px-2 outline-none select-none data-highlighted:bg-hover data-highlighted:text-ink data-disabled:opacity-55 pointer-coarse:h-10'
