import type { Letters } from "./letters.en.ts";

const ignore = "Wenn du das nicht warst, musst du nichts tun: Ohne den Link geschieht nichts.";
const notMe = (site: string): string =>
  `Wenn du das nicht warst, wähle sofort auf ${site} ein neues Passwort und beende die Sitzungen, die du nicht kennst.`;

const stillOpen = (site: string, ways: string[]): string[] =>
  ways.length === 0
    ? []
    : [`Das öffnet dein Konto weiterhin: ${ways.join(", ")}. Entferne auf ${site}/account/security, was du nicht kennst.`];

export const de: Letters = {
  verify: ({ service, url }) => ({
    subject: `Bestätige deine Adresse für ${service}`,
    before: [`Willkommen bei ${service}. Bestätige, dass diese Adresse dir gehört, und dein Konto wird angelegt.`],
    action: { label: "Adresse bestätigen", url },
    after: ["Der Link gilt 24 Stunden.", ignore],
  }),
  alreadyRegistered: ({ service, url, reset }) => ({
    subject: `Du hast ein Konto bei ${service}`,
    before: [`Jemand wollte sich mit dieser Adresse anmelden, zu der es bei ${service} schon ein Konto gibt. Melde dich einfach an.`],
    action: { label: "Anmelden", url },
    after: [`Wenn du dein Passwort vergessen hast, wähle ein neues: ${reset}`, "Wenn du das nicht warst, musst du nichts tun."],
  }),
  resetPassword: ({ service, url }) => ({
    subject: `Wähle ein neues Passwort für ${service}`,
    before: ["Jemand hat für dein Konto ein neues Passwort angefordert. Wähle es hier:"],
    action: { label: "Passwort wählen", url },
    after: ["Der Link gilt eine Stunde.", ignore],
  }),
  noAccount: ({ service, url }) => ({
    subject: `Kein Konto bei ${service} mit dieser Adresse`,
    before: [
      "Jemand hat ein neues Passwort angefordert, aber zu dieser Adresse gibt es kein Konto. Vielleicht hast du eine andere angegeben.",
      "Ein Konto kannst du jederzeit anlegen:",
    ],
    action: { label: "Konto anlegen", url },
    after: ["Wenn du das nicht warst, musst du nichts tun."],
  }),
  passwordChanged: ({ service, site, ways = [] }) => ({
    subject: `Dein Passwort bei ${service} wurde geändert`,
    before: ["Dein Passwort wurde geändert, und alle anderen Sitzungen wurden beendet.", ...stillOpen(site, ways)],
    after: [notMe(site)],
  }),
  confirmNewAddress: ({ service, url }) => ({
    subject: `Bestätige deine neue Adresse für ${service}`,
    before: [`Bestätige, dass dies die Adresse deines Kontos bei ${service} werden soll.`],
    action: { label: "Adresse bestätigen", url },
    after: ["Der Link gilt 24 Stunden.", ignore],
  }),
  addressTaken: ({ service, url }) => ({
    subject: `Zu dieser Adresse gibt es ein Konto bei ${service}`,
    before: [`Jemand wollte ein Konto auf diese Adresse umziehen, zu der es bei ${service} schon eines gibt. Es wurde nichts geändert.`],
    action: { label: "Anmelden", url },
    after: ["Wenn du das nicht warst, musst du nichts tun."],
  }),
  addressChanging: ({ service, site, address }) => ({
    subject: `Deine Adresse bei ${service} soll sich ändern`,
    before: [`Dein Konto soll auf ${address} umziehen, sobald diese Adresse bestätigt ist.`],
    after: [notMe(site)],
  }),
  addressChanged: ({ service, site, address }) => ({
    subject: `Deine Adresse bei ${service} wurde geändert`,
    before: [`Die Adresse deines Kontos ist jetzt ${address}. Hierher kommen keine Nachrichten mehr.`],
    after: [notMe(site)],
  }),
  wayInAdded: ({ service, site, way }) => ({
    subject: `Ein neuer Weg in dein Konto bei ${service}`,
    before: [`Dein Konto lässt sich jetzt auch so öffnen: ${way}.`],
    after: [notMe(site)],
  }),
  wayInRemoved: ({ service, site, way }) => ({
    subject: `Ein Weg in dein Konto bei ${service} wurde entfernt`,
    before: [`Dein Konto lässt sich nicht mehr so öffnen: ${way}.`],
    after: [notMe(site)],
  }),
  passkeyCopied: ({ service, site, name }) => ({
    subject: `Ein Passkey deines Kontos bei ${service} wurde vielleicht kopiert`,
    before: [`Jemand wollte sich mit einer Kopie deines Passkeys „${name}“ anmelden und wurde abgewiesen.`],
    after: [`Entferne diesen Passkey unter ${site}/account/security und füge einen neuen hinzu.`],
  }),
  rolesChanged: ({ service, roles }) => ({
    subject: `Was du bei ${service} darfst, wurde geändert`,
    before: [`Deine Rollen wurden geändert. Sie sind jetzt: ${roles.join(", ")}.`],
  }),
  invitation: ({ service, url, admin }) => ({
    subject: admin ? `Du sollst ${service} verwalten` : `Du bist zu ${service} eingeladen`,
    before: [admin ? `Du bist eingeladen, ${service} zu verwalten.` : `Du bist eingeladen, bei ${service} Musik zu hören.`],
    action: { label: "Annehmen", url },
    after: ["Der Link gilt sieben Tage."],
  }),
  familyInvitation: ({ service, url, name }) => ({
    subject: `${name} lädt dich in die Familie bei ${service} ein`,
    before: [`${name} möchte das Familien-Abo bei ${service} mit dir teilen. Du behältst ein eigenes Konto.`],
    action: { label: "Der Familie beitreten", url },
    after: ["Der Link gilt sieben Tage.", ignore],
  }),
};
