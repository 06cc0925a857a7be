import type { AccountRow } from "../../d1/schema/accounts.ts";

/** Where a listener's picture is, as pages and apps are told. */
export function imageOf(account: AccountRow, origin: string): { url: string; width: number; height: number } | null {
  const { image } = account;
  return image && { url: `${origin}/images/${image.id}/${image.edge}.jpg`, width: image.edge, height: image.edge };
}
