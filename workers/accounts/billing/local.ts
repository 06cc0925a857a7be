/** The local billing provider, for one machine: its pages are /dev/checkout and /dev/billing, and it moves no money. */
import { z } from "zod";
import { ClientError } from "../../../contracts/errors.ts";
import { toHex } from "../../../domain/hex.ts";
import { paidPlanSchema, type PaidPlan } from "../../../domain/plans.ts";
import { isId } from "../../../domain/ids.ts";
import { parseValue, readText } from "../../../frame/parse.ts";
import type { Seal } from "../seal.ts";
import { billingNoticeSchema, type BillingNotice, type BillingProvider } from "./provider.ts";
import { newIdBeside } from "../../../d1/accounts/new-id.ts";

export const localSignatureHeader = "nearfield-signature";
const webhookPurpose = "local billing webhook";
const checkoutPurpose = "local checkout";
const portalPurpose = "local portal";
/** How long a page's address is good, milliseconds. */
const addressLifetime = 3600_000;
const bodyLimit = 64 * 1024;

const bodySchema = z.object({ notices: z.array(billingNoticeSchema).max(10) });

type Place = { seal: Seal; origin: string; now: number };

export function openLocal({ seal, origin, now }: Place): BillingProvider {
  const address = async (page: string, purpose: string, words: string[]): Promise<string> =>
    `${origin}/dev/${page}/${await seal.seal(purpose, [...words, now + addressLifetime].join("."))}`;
  return {
    name: "local",
    // The id makes the customer: paying twice on one page is paying once.
    async checkout({ accountId, plan }) {
      const id = newIdBeside(accountId);
      return { id, url: await address("checkout", checkoutPurpose, [id, accountId, plan]) };
    },
    // Its pages look themselves whether something runs, at the moment of paying: no two are ever paid.
    close: () => Promise.resolve(undefined),
    endSurplus: () => Promise.resolve([]),
    // No two of its notices are of one moment.
    read: () => Promise.resolve(undefined),
    portal: ({ customer }) => address("billing", portalPurpose, [customer]),
    async parse(request) {
      const body = await readText(request.body, bodyLimit);
      const signed = await seal.open(webhookPurpose, request.headers.get(localSignatureHeader) ?? "");
      if (signed === undefined || signed !== (await digestOf(body)))
        throw new ClientError("forbidden", { message: "The signature does not hold." });
      return parseValue(JSON.parse(body), bodySchema).notices;
    },
  };
}

export type LocalOrder = { id: string; accountId: string; plan: PaidPlan };

/** What the address of a checkout page says. @throws ClientError `not_found` when it is not ours, or too old */
export async function readCheckoutAddress(place: Pick<Place, "seal" | "now">, sealed: string): Promise<LocalOrder> {
  const [id = "", accountId = "", plan] = await wordsOf(place, checkoutPurpose, sealed);
  const parsed = paidPlanSchema.safeParse(plan);
  if (!parsed.success || !isId(id) || !isId(accountId)) throw new ClientError("not_found");
  return { id, accountId, plan: parsed.data };
}

/** The customer whose page this is. @throws ClientError `not_found` when the address is not ours, or too old */
export async function readPortalAddress(place: Pick<Place, "seal" | "now">, sealed: string): Promise<string> {
  const [customer = ""] = await wordsOf(place, portalPurpose, sealed);
  if (!isId(customer)) throw new ClientError("not_found");
  return customer;
}

async function wordsOf({ seal, now }: Pick<Place, "seal" | "now">, purpose: string, sealed: string): Promise<string[]> {
  const words = (await seal.open(purpose, sealed))?.split(".") ?? [];
  if (Number(words.at(-1) ?? 0) <= now) throw new ClientError("not_found");
  return words;
}

/** Notices as the webhook takes them. */
export async function signNotices({ seal, origin }: Pick<Place, "seal" | "origin">, notices: BillingNotice[]): Promise<Request> {
  const body = JSON.stringify({ notices } satisfies z.infer<typeof bodySchema>);
  const headers = { "content-type": "application/json", [localSignatureHeader]: await seal.seal(webhookPurpose, await digestOf(body)) };
  return new Request(`${origin}/billing/local`, { method: "POST", headers, body });
}

async function digestOf(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
