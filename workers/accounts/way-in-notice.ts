/** Tells an account's holder which ways into it came and went: in its audit, and by mail. */
import { writeAudit } from "../../d1/accounts/audit.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import type { Services } from "./services.ts";

export type WayInChange = {
  action: "passkey_added" | "passkey_removed" | "identity_linked" | "identity_unlinked";
  /** For people: what opens the account, or did. */
  way: string;
};

export async function tellOfWayIn(
  { accounts, postbox, now }: Pick<Services, "accounts" | "postbox" | "now">,
  account: AccountRow,
  { action, way }: WayInChange,
): Promise<void> {
  const added = action === "passkey_added" || action === "identity_linked";
  await writeAudit(accounts, { accountId: account.id, actor: account.id, action, detail: { way }, at: now });
  await postbox.post(account, newIdBeside(account.id), ({ wayInAdded, wayInRemoved }, head) =>
    added ? wayInAdded({ ...head, way }) : wayInRemoved({ ...head, way }),
  );
}

/** A passkey was used with a count that was used before. At most a few letters an hour: whoever has the copy could go on. */
export async function tellOfCopy(
  { accounts, attempts, postbox, now }: Pick<Services, "accounts" | "attempts" | "postbox" | "now">,
  account: AccountRow,
  { id, name, known, seen }: { id: string; name: string; known: number; seen: number },
): Promise<void> {
  await writeAudit(accounts, {
    accountId: account.id,
    actor: account.id,
    action: "passkey_copied",
    detail: { name, known, seen },
    at: now,
  });
  await attempts.count("mail", `passkey:${id}`);
  await postbox.post(account, newIdBeside(account.id), ({ passkeyCopied }, head) => passkeyCopied({ ...head, name }));
}
