/** The jam that this page is in: made, joined, left; remembered over a reload. */
import { computed, signal } from "@preact/signals";
import type { JamMade } from "../../../contracts/jam.ts";
import type { JamParts } from "../../../domain/connect/jam-hub.ts";
import { RequestError } from "../api/failure.ts";
import { session } from "../api/session.ts";
import { attend, jam, sessionQueue, type Venue } from "../connect/start.ts";
import { player } from "../player/player.ts";
import { notify } from "../ui/notices.ts";
import { jamApi } from "./api.ts";
import { t } from "./i18n/texts.ts";
import { JamPlayer } from "./JamPlayer.ts";

type Attended = { id: string; secret: string; account: string };

const storageKey = "nearfield.jam";
const attended = signal<Attended | undefined>(recall());

export const isHost = computed(() => jam.value !== undefined && jam.value.host === session.listener.value?.id);
/** Where others come in; behind the hash, which no server is told. */
export const jamLink = computed(() => {
  const { id, secret } = attended.value ?? {};
  return id === undefined || jam.value?.open === false ? undefined : `${location.origin}/jam/${id}#${secret}`;
});

/** Who queued what, by uids. */
const adders = computed(() => {
  const people = new Map((jam.value?.people ?? []).map(({ account, name }) => [account, name]));
  const { current = null, next = [] }: Partial<JamParts["queue"]> = sessionQueue.value ?? {};
  const entries = [...(current ? [current] : []), ...next];
  return new Map(entries.map(({ uid, added_by: account }) => [uid, account === undefined ? undefined : people.get(account)]));
});

/** Of the jam that this page was in before it was loaded anew. */
export function recalledVenue(): Venue | undefined {
  const { value } = attended;
  return value && venueOf(value);
}

function venueOf({ id, secret, account }: Attended): Venue {
  return {
    account,
    path: jamApi.path(id),
    createPlayer(needs) {
      const jamPlayer = new JamPlayer({
        ...needs,
        diagnose: async () => {
          try {
            await jamApi.join(id, secret);
            return undefined;
          } catch (thrown) {
            return thrown instanceof RequestError && thrown.failure === "not_found" ? "ended" : undefined;
          }
        },
        onSilenced: () => notify(t("silenced"), { label: t("silenced.button"), run: () => jamPlayer.soundAgain() }),
      });
      return jamPlayer;
    },
    saidOf(uid) {
      const name = adders.value.get(uid);
      return name === undefined ? {} : { addedBy: t("added.by", { name }) };
    },
    onEnded() {
      notify(t("ended"));
      goHome();
    },
  };
}

/** What plays here goes on, and whoever has the link hears it too. */
export async function startJam(idempotencyKey: string): Promise<void> {
  enter(await jamApi.make(idempotencyKey));
}

export async function joinJam(id: string, secret: string): Promise<void> {
  await jamApi.join(id, secret);
  enter({ id, secret });
}

/** The host's music goes on in their own session; everybody else's stops. */
export async function leaveJam(): Promise<void> {
  const account = session.listener.peek()?.id;
  const { id } = attended.peek() ?? {};
  if (id === undefined || account === undefined) return;
  const goesOn = isHost.peek();
  await (goesOn ? jamApi.end(id) : jamApi.part(id, account));
  goHome(goesOn);
}

export async function renewLink(): Promise<void> {
  const there = attended.peek();
  if (there) keep({ ...there, ...(await jamApi.renewLink(there.id)) });
}

function enter({ id, secret }: JamMade): void {
  const account = session.listener.peek()?.id;
  if (account === undefined) return;
  keep({ id, secret, account });
  attend(venueOf({ id, secret, account }));
}

function goHome(goesOn = false): void {
  keep(undefined);
  if (!goesOn) player.pause();
  attend(undefined);
}

function keep(there: Attended | undefined): void {
  attended.value = there;
  try {
    if (there) sessionStorage.setItem(storageKey, JSON.stringify(there));
    else sessionStorage.removeItem(storageKey);
  } catch {
    // It is then known for as long as the page is open.
  }
}

function recall(): Attended | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey) ?? "null") as Attended | null;
    return kept ?? undefined;
  } catch {
    return undefined;
  }
}
