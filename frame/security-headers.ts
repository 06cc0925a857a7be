/** What every answer tells browsers to refuse, and what a page of a Worker's own may do. */

/** A Worker's page: its one style sheet by hash, forms and pictures of this service, no script, in nobody's frame (CSP Level 3). */
function pagePolicy(styleHash?: string): string {
  const styles = styleHash === undefined ? "'none'" : `'sha256-${styleHash}'`;
  return `default-src 'none'; style-src ${styles}; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}

/**
 * Headers of a page that a Worker renders itself.
 * @param style the text of the page's only `<style>` element, exactly as it stands there
 */
export async function pageHeaders(style: string): Promise<Record<string, string>> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": pagePolicy(btoa(String.fromCharCode(...new Uint8Array(hash)))),
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  };
}

/** What a page's policy says where anybody may frame it: the embedded player. */
export const framedByAnybody = "frame-ancestors *";

function mayBeFramed(headers: Headers): boolean {
  return headers.get("content-security-policy")?.includes(framedByAnybody) ?? false;
}

/**
 * Adds what an answer does not say by itself. With the referrer policy `same-origin` forms still name their origin, and no address
 * (which may hold a ticket) is told to others.
 * @param secure whether the request came over TLS
 */
export function secureHeaders(headers: Headers, secure: boolean): void {
  const defaults: Record<string, string> = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(secure && { "strict-transport-security": "max-age=31536000" }),
    ...(headers.get("content-type")?.startsWith("text/html") && { "content-security-policy": pagePolicy() }),
    // The older word for it, which knows no page that anybody may frame.
    ...(headers.get("content-type")?.startsWith("text/html") && !mayBeFramed(headers) && { "x-frame-options": "DENY" }),
  };
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
}
