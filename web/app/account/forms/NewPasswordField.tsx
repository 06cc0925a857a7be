/** A password that is being chosen, with an estimate of how long it would stand. */
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { savesData } from "../../../engine/network.ts";
import { t } from "../i18n/texts.ts";
import { PasswordField } from "./fields.tsx";

/** What zxcvbn's score, 0 to 4, means here; the service accepts 3 and 4. */
type Strength = 0 | 1 | 2 | 3 | 4;

const minimumLength = 8;

/**
 * @param personal what belongs to the person, and is therefore guessed first
 * @returns undefined where the estimate can't be had; the service then decides alone
 */
async function estimate(password: string, personal: readonly string[]): Promise<Strength | undefined> {
  if (savesData()) return undefined;
  try {
    const { estimateStrength } = await import("./strength.ts");
    return estimateStrength(password, personal);
  } catch {
    return undefined;
  }
}

/** @param personal reads what the person has typed elsewhere: address, name */
export function NewPasswordField({ name = "password", label, personal }: { name?: string; label: string; personal?: () => string[] }) {
  const strength = useRef(signal<Strength | undefined>(undefined)).current;
  const latest = useRef("");
  const consider = async (password: string) => {
    latest.current = password;
    const found = password === "" ? undefined : await estimate(password, personal?.() ?? []);
    if (latest.current === password) strength.value = found;
  };
  const score = strength.value;
  return (
    <PasswordField
      name={name}
      label={label}
      autocomplete="new-password"
      minLength={minimumLength}
      maxLength={256}
      onFocus={() => void estimate("", [])}
      onType={(password) => void consider(password)}
      hint={
        <>
          <span class={`strength strength-${score ?? "none"}`} aria-hidden="true">
            <i />
            <i />
            <i />
            <i />
          </span>
          <output>{score === undefined ? t("password.hint", { count: minimumLength }) : t(`password.strength.${score}`)}</output>
        </>
      }
    />
  );
}
