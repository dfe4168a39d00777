/** What a wrong address shows inside the document; the app around it offers the way back. */
export default function NotFound() {
  return null
}
