import type { Letter } from "./letter.ts";

const ignore = "If that was not you, there is nothing to do: nothing happens without the link.";
const notMe = (site: string): string =>
  `If that was not you, choose a new password at ${site} at once, and end the sessions that you do not know.`;

const stillOpen = (site: string, ways: string[]): string[] =>
  ways.length === 0 ? [] : [`These still open your account: ${ways.join(", ")}. Remove what you do not know at ${site}/account/security.`];

export const en = {
  verify: ({ service, url }: { service: string; url: string }): Letter => ({
    subject: `Confirm your address for ${service}`,
    before: [`Welcome to ${service}. Confirm that this address is yours, and your account is made.`],
    action: { label: "Confirm address", url },
    after: ["The link is good for 24 hours.", ignore],
  }),
  alreadyRegistered: ({ service, url, reset }: { service: string; url: string; reset: string }): Letter => ({
    subject: `You have an account at ${service}`,
    before: [`Somebody wanted to register with this address, which has an account at ${service} already. Just log in.`],
    action: { label: "Log in", url },
    after: [`If you forgot your password, choose a new one: ${reset}`, "If that was not you, there is nothing to do."],
  }),
  resetPassword: ({ service, url }: { service: string; url: string }): Letter => ({
    subject: `Choose a new password for ${service}`,
    before: ["Somebody asked for a new password for your account. Choose it here:"],
    action: { label: "Choose a password", url },
    after: ["The link is good for one hour.", ignore],
  }),
  noAccount: ({ service, url }: { service: string; url: string }): Letter => ({
    subject: `No account at ${service} with this address`,
    before: [
      "Somebody asked for a new password, but there is no account with this address. Perhaps you registered with another one.",
      "You can make an account at any time:",
    ],
    action: { label: "Register", url },
    after: ["If that was not you, there is nothing to do."],
  }),
  passwordChanged: ({ service, site, ways = [] }: { service: string; site: string; ways?: string[] }): Letter => ({
    subject: `Your password at ${service} was changed`,
    before: ["Your password was changed, and all other sessions ended.", ...stillOpen(site, ways)],
    after: [notMe(site)],
  }),
  confirmNewAddress: ({ service, url }: { service: string; url: string }): Letter => ({
    subject: `Confirm your new address for ${service}`,
    before: [`Confirm that this is to be the address of your account at ${service}.`],
    action: { label: "Confirm address", url },
    after: ["The link is good for 24 hours.", ignore],
  }),
  addressTaken: ({ service, url }: { service: string; url: string }): Letter => ({
    subject: `This address has an account at ${service}`,
    before: [`Somebody wanted to move an account to this address, which has an account at ${service} of its own. Nothing was changed.`],
    action: { label: "Log in", url },
    after: ["If that was not you, there is nothing to do."],
  }),
  addressChanging: ({ service, site, address }: { service: string; site: string; address: string }): Letter => ({
    subject: `Your address at ${service} is about to change`,
    before: [`Your account is to move to ${address}, as soon as that address is confirmed.`],
    after: [notMe(site)],
  }),
  addressChanged: ({ service, site, address }: { service: string; site: string; address: string }): Letter => ({
    subject: `Your address at ${service} was changed`,
    before: [`The address of your account is now ${address}. Messages no longer come here.`],
    after: [notMe(site)],
  }),
  wayInAdded: ({ service, site, way }: { service: string; site: string; way: string }): Letter => ({
    subject: `A new way into your account at ${service}`,
    before: [`Your account can now be opened with: ${way}.`],
    after: [notMe(site)],
  }),
  wayInRemoved: ({ service, site, way }: { service: string; site: string; way: string }): Letter => ({
    subject: `A way into your account at ${service} was removed`,
    before: [`Your account can no longer be opened with: ${way}.`],
    after: [notMe(site)],
  }),
  passkeyCopied: ({ service, site, name }: { service: string; site: string; name: string }): Letter => ({
    subject: `A passkey of your account at ${service} may have been copied`,
    before: [`Somebody wanted to log in with a copy of your passkey “${name}”, and was refused.`],
    after: [`Remove that passkey at ${site}/account/security, and add a new one.`],
  }),
  rolesChanged: ({ service, roles }: { service: string; roles: string[] }): Letter => ({
    subject: `What you may do at ${service} was changed`,
    before: [`An administrator changed your roles. They are now: ${roles.join(", ")}.`],
  }),
  invitation: ({ service, url, admin }: { service: string; url: string; admin: boolean }): Letter => ({
    subject: admin ? `You are to administer ${service}` : `You are invited to ${service}`,
    before: [admin ? `You are invited to administer ${service}.` : `You are invited to listen to music at ${service}.`],
    action: { label: "Accept", url },
    after: ["The link is good for seven days."],
  }),
  familyInvitation: ({ service, url, name }: { service: string; url: string; name: string }): Letter => ({
    subject: `${name} invites you to their family at ${service}`,
    before: [`${name} would like to share their family plan at ${service} with you. You keep an account of your own.`],
    action: { label: "Join the family", url },
    after: ["The link is good for seven days.", ignore],
  }),
};

export type Letters = typeof en;
