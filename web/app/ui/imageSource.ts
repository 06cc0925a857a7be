/**
 * The API names pictures by the origin it was told; the page may have been opened by another name of the same host
 * (localhost, 127.0.0.1), which its Content-Security-Policy would then refuse. The path serves both.
 */
export function imageSource(url: string): string {
  const { pathname } = new URL(url, "http://origin.invalid");
  return pathname.startsWith("/images/") ? pathname : url;
}
