/** Compares a secret that a client sent with the one that is held, in time that does not depend on where they differ. */
export async function equalsSecret(offered: string, held: string): Promise<boolean> {
  if (held === "") return false;
  const encoder = new TextEncoder();
  // Hashed first: timingSafeEqual wants equal lengths, and the length itself is then no secret.
  const [left, right] = await Promise.all([offered, held].map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))));
  return left !== undefined && right !== undefined && crypto.subtle.timingSafeEqual(left, right);
}
