/** Legal pages' small Markdown as HTML: headings, paragraphs, lists, strong, emphasis, links. Everything else is shown as it was written. */

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

function inline(text: string): string {
  return escapeHtml(text)
    .replace(/\[([^\]]+)\]\(((?:https?:\/\/|mailto:|tel:|\/)[^)\s]+)\)/g, '<a href="$2">$1</a>')
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/\*([^*]+)\*/g, "<em>$1</em>");
}

function block(text: string): string {
  const heading = /^(#{1,4})\s+(.*)$/s.exec(text);
  if (heading?.[1] && heading[2]) return `<h${heading[1].length}>${inline(heading[2])}</h${heading[1].length}>`;
  const lines = text.split("\n");
  if (lines.every((line) => /^\s*-\s/.test(line) || /^\s{2,}\S/.test(line))) {
    const items = text.split(/^\s*-\s+/m).filter((item) => item.trim() !== "");
    return `<ul>${items.map((item) => `<li>${inline(item.replaceAll(/\s+/g, " ").trim())}</li>`).join("")}</ul>`;
  }
  return `<p>${inline(lines.join(" "))}</p>`;
}

export function renderMarkdown(source: string): string {
  return source
    .replaceAll("\r\n", "\n")
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(block)
    .join("\n");
}
