import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, previewTags, siteNameOf, withPreview, type Preview } from "./preview-tags.ts";

const page = `<!doctype html><head>
    <title>R &amp; B</title>
    <meta name="description" content="Music, close to you" />
    <link rel="icon" href="/icon.svg" /></head>`;
const url = "https://music.example/album/0123456789abcdefABCDEF";
const preview: Preview = {
  type: "album",
  url,
  title: "Near",
  by: { name: "The Tests" },
  description: "The Tests · 2026",
  image: { url: "https://music.example/images/x/640.jpg", width: 640, height: 640 },
  music: [["release_date", "2026-03-01"]],
};

test("a page says what it is in the place of what all pages say", () => {
  const written = withPreview(page, preview);
  expect(written).toContain("<title>Near · The Tests · R &amp; B</title>");
  expect(written.match(/name="description"/g)).toHaveLength(1);
  expect(written).toContain('<meta property="og:type" content="music.album" />');
  expect(written).toContain('<meta property="og:site_name" content="R &amp; B" />');
  expect(written).toContain('<meta property="music:release_date" content="2026-03-01" />');
  expect(written).toContain('<link rel="icon" href="/icon.svg" />');
  const oembed = /type="application\/json\+oembed" href="([^"]+)"/.exec(written)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(new URL(oembed).searchParams.get("url")).toBe(url);
});

test("the service is called as the page calls it", () => {
  expect(siteNameOf(page)).toBe("R & B");
});

test("whatever things are called, no element and no attribute begins or ends in them", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (title) => {
      const hostile = `${title}"><script>alert(1)</script>$&$1`;
      const tags = previewTags({ ...preview, title: hostile, description: hostile, by: { name: hostile } }, hostile);
      expect(tags).not.toContain("<script");
      const ordinary = previewTags({ ...preview, title: "a", description: "a" }, "a");
      expect(tags.match(/[<>]/g)).toEqual(ordinary.match(/[<>]/g));
      expect(tags.match(/"/g)?.length).toBe(ordinary.match(/"/g)?.length);
      const written = withPreview(page, { ...preview, title: hostile });
      expect(written).toContain(`<title>${escapeHtml(hostile)} · The Tests`);
    }),
  );
});
