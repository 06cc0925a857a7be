/** Who belongs to a playlist, and who of them is here now. */
import type { PresentPerson } from "../../../../contracts/playlist.ts";
import { language } from "../../i18n/language.ts";
import { members } from "../documents.ts";
import { t } from "../i18n/texts.ts";
import { PersonMark } from "../PersonMark.tsx";

const mostMarks = 5;

function listed(names: readonly string[]): string {
  return new Intl.ListFormat(language.value, { type: "conjunction" }).format(names);
}

/** Somebody may be here in several windows. */
export function othersOf(people: readonly PresentPerson[], you: string | null | undefined): PresentPerson[] {
  const others = new Map<string, PresentPerson>();
  for (const person of people) {
    const known = others.get(person.id);
    if (person.id !== you && (!known || known.at === null)) others.set(person.id, person);
  }
  return [...others.values()];
}

export function HereNow({ others }: { others: readonly PresentPerson[] }) {
  if (others.length === 0) return null;
  const label = t("presence.now", { names: listed(others.map(({ name }) => name)) });
  return (
    <p class="pl-here" title={label}>
      <span class="pl-marks">
        {others.slice(0, mostMarks).map(({ id, name }) => (
          <PersonMark key={id} id={id} name={name} class="here" />
        ))}
      </span>
      <span class="pl-here-words">{label}</span>
    </p>
  );
}

/** The collaborators' faces, which lead to the list of them. */
export function MembersButton({ id, onOpen }: { id: string; onOpen: () => void }) {
  const state = members.get(id).state.value;
  const all = state.kind === "ready" ? state.value : [];
  return (
    <button type="button" class="button pl-members-button" onClick={onOpen}>
      {all.length > 1 && (
        <span class="pl-marks">
          {all.slice(0, mostMarks).map(({ user }) => (
            <PersonMark key={user.id} id={user.id} name={user.display_name ?? undefined} />
          ))}
        </span>
      )}
      <span class="pl-members-words">{all.length > 1 ? t("members.count", { count: all.length }) : t("members.invite")}</span>
    </button>
  );
}
