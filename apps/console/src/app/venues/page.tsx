/** An address of the console. The app in the layout draws the screen that belongs to it. */
export default function Page() {
  return null
}
