import { Icon } from "../ui/Icon.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { t } from "./i18n/texts.ts";

/** Narrows a list as one types. @param label also stands in the empty field */
export function FilterField({ label, typed, onType }: { label: string; typed: string; onType: (text: string) => void }) {
  return (
    <span class="library-filter">
      <Icon name="search" />
      <input
        type="search"
        class="filter-input"
        {...(typed !== "" && { dir: "auto" as const })}
        value={typed}
        placeholder={label}
        aria-label={label}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      {typed !== "" && <IconButton icon="close" label={t("library.filter.clear")} onClick={() => onType("")} />}
    </span>
  );
}
