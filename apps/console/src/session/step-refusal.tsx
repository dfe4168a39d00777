/** What the server refused of a step of signing in. Its place is always there, so that nothing moves when it comes. */

export function StepRefusal({ refusal }: { readonly refusal: string | null }) {
  return (
    <div aria-live="assertive" className="min-h-9">
      {refusal ? (
        <p role="alert" className="border-l-2 border-bad bg-bad-soft px-2 py-1.5 text-xs text-ink">
          {refusal}
        </p>
      ) : null}
    </div>
  )
}
