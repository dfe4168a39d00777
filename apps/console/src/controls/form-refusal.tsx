/** What stands in the way of a form, in words. */

export function FormRefusal({ refusal }: { readonly refusal: string | null }) {
  if (refusal === null) return null
  return (
    <p role="alert" className="text-xs break-words text-bad">
      {refusal}
    </p>
  )
}
