/** Puts text on the clipboard, and says whether the browser let it. */
import { toast } from 'sonner'

export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
  } catch {
    toast.error('The browser did not let it be copied.')
  }
}
