import { expect, test } from "vitest";
import { renderMarkdown } from "./markdown.ts";

test("headings, paragraphs, lists and links become HTML", () => {
  expect(renderMarkdown("# One\n\nTwo\nlines, **strong** and *soft*.\n\n- a\n- b [c](https://example.org/)")).toBe(
    '<h1>One</h1>\n<p>Two lines, <strong>strong</strong> and <em>soft</em>.</p>\n<ul><li>a</li><li>b <a href="https://example.org/">c</a></li></ul>',
  );
});

test("markup and script links stay text", () => {
  expect(renderMarkdown('<script>alert(1)</script> [x](javascript:alert) "q"')).toBe(
    "<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert) &quot;q&quot;</p>",
  );
});
