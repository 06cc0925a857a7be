/** What went wrong with work that a button began, in words; nothing where nothing did. */
export function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="error-summary" role="alert">
      {text}
    </p>
  );
}
