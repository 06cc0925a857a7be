/** Whether something is kept, and the way to change it. */
import { t } from "../i18n/language.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { isKept, isStillKept, keepableUri, setKept, type KeepableType } from "./kept.ts";

type KeepableProps = { type: KeepableType; id: string; name: string };

/** @param listed it stands in a list of kept things */
export function HeartButton({
  type,
  id,
  name,
  listed = false,
  class: className = "",
}: KeepableProps & { listed?: boolean; class?: string }) {
  const uri = keepableUri(type, id);
  const kept = listed ? isStillKept(uri) : isKept(uri).value === true;
  return (
    <IconButton
      class={`heart ${className}`}
      icon={kept ? "heartFull" : "heart"}
      label={t("heart.save", { name })}
      pressed={kept}
      onClick={() => setKept(uri, name, !kept)}
    />
  );
}

/** The same for an artist, in words. */
export function FollowButton({ type, id, name }: KeepableProps) {
  const uri = keepableUri(type, id);
  const following = isKept(uri).value === true;
  return (
    <button
      type="button"
      class={following ? "button follow-button on" : "button follow-button"}
      onClick={() => setKept(uri, name, !following)}
    >
      {following ? t("heart.following") : t("heart.follow.short")}
      <span class="visually-hidden"> {name}</span>
    </button>
  );
}
