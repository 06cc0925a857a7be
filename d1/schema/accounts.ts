/** Tables of accounts, as d1/migrations/accounts makes them. Times are milliseconds since 1970. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AccountImage, AuthenticationMethod, PlaybackSettings, SessionEndReason, TicketKind } from "../../domain/account.ts";
import type { GrantType, Role } from "../../domain/access.ts";
import type { AuditAction } from "../../domain/audit.ts";
import type { DeviceStatus } from "../../domain/oauth/device.ts";
import type { AccountPlan, InvoiceStatus, SubscriptionStatus } from "../../domain/plans.ts";

const flag = (name: string) => integer(name, { mode: "boolean" });
const json = <Value>(name: string) => text(name, { mode: "json" }).$type<Value>();

export const directory = sqliteTable("directory", {
  key: text().primaryKey(),
  accountId: text("account_id").notNull(),
  claimedAt: integer("claimed_at").notNull(),
});

export const account = sqliteTable("account", {
  id: text().primaryKey(),
  email: text().notNull(),
  displayName: text("display_name").notNull(),
  image: json<AccountImage>("image"),
  /** ISO 8601 date. */
  birthDate: text("birth_date"),
  /** The listener's own country, ISO 3166-1 alpha-2. */
  market: text().notNull(),
  /** BCP 47. */
  locale: text().notNull(),
  filterExplicit: flag("filter_explicit").notNull(),
  settings: json<PlaybackSettings>("settings").notNull(),
  passwordHash: text("password_hash"),
  passwordChangedAt: integer("password_changed_at"),
  roles: json<Role[]>("roles").notNull(),
  /** What the account is entitled to now; billing keeps it. */
  plan: text().$type<AccountPlan>().notNull(),
  /** Whose family plan entitles it. */
  familyOwnerId: text("family_owner_id"),
  /** The revision of that family's row that the account follows. */
  familyRevision: integer("family_revision"),
  abroadMarket: text("abroad_market"),
  abroadSince: integer("abroad_since"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});
export type AccountRow = typeof account.$inferSelect;

export const identity = sqliteTable(
  "identity",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    accountId: text("account_id").notNull(),
    email: text(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);
export type IdentityRow = typeof identity.$inferSelect;

export const passkey = sqliteTable("passkey", {
  /** The credential id, base64url. */
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  /** COSE key, base64url. */
  publicKey: text("public_key").notNull(),
  signCount: integer("sign_count").notNull(),
  transports: json<string[]>("transports").notNull(),
  backedUp: flag("backed_up").notNull(),
  name: text().notNull(),
  createdAt: integer("created_at").notNull(),
  usedAt: integer("used_at"),
});
export type PasskeyRow = typeof passkey.$inferSelect;

export const ticket = sqliteTable("ticket", {
  id: text().primaryKey(),
  kind: text().$type<TicketKind>().notNull(),
  accountId: text("account_id"),
  secretHash: text("secret_hash").notNull(),
  payload: json<unknown>("payload").notNull(),
  expiresAt: integer("expires_at").notNull(),
  usedAt: integer("used_at"),
});

export const session = sqliteTable("session", {
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  /** null: a browser's login at the player itself. */
  clientId: text("client_id"),
  scope: text().notNull(),
  /** How often its refresh token was rotated. */
  generation: integer().notNull(),
  rotatedAt: integer("rotated_at").notNull(),
  methods: json<AuthenticationMethod[]>("methods").notNull(),
  authenticatedAt: integer("authenticated_at").notNull(),
  userAgent: text("user_agent").notNull(),
  country: text(),
  createdAt: integer("created_at").notNull(),
  seenAt: integer("seen_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  endedAt: integer("ended_at"),
  endReason: text("end_reason").$type<SessionEndReason>(),
});
export type SessionRow = typeof session.$inferSelect;

export const oauthClient = sqliteTable("oauth_client", {
  id: text().primaryKey(),
  /** The developer's account; null: the operator's own. */
  ownerId: text("owner_id"),
  name: text().notNull(),
  description: text().notNull(),
  website: text(),
  redirectUris: json<string[]>("redirect_uris").notNull(),
  grantTypes: json<GrantType[]>("grant_types").notNull(),
  /** null: a public client (RFC 6749, section 2.1). */
  secretHash: text("secret_hash"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
});
export type OAuthClientRow = typeof oauthClient.$inferSelect;

export const consent = sqliteTable(
  "consent",
  {
    accountId: text("account_id").notNull(),
    clientId: text("client_id").notNull(),
    scope: text().notNull(),
    grantedAt: integer("granted_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.clientId] })],
);
export type ConsentRow = typeof consent.$inferSelect;

export const authorizationCode = sqliteTable("authorization_code", {
  id: text().primaryKey(),
  secretHash: text("secret_hash").notNull(),
  accountId: text("account_id").notNull(),
  clientId: text("client_id").notNull(),
  /** As it was asked for; null: it was left to the one that is registered. */
  redirectUri: text("redirect_uri"),
  scope: text().notNull(),
  codeChallenge: text("code_challenge"),
  nonce: text(),
  methods: json<AuthenticationMethod[]>("methods").notNull(),
  authenticatedAt: integer("authenticated_at").notNull(),
  /** The browser's session that the listener agreed in. */
  agreedIn: text("agreed_in").notNull(),
  /** The session that redeeming it makes. */
  sessionId: text("session_id").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
});
export type AuthorizationCodeRow = typeof authorizationCode.$inferSelect;

export const deviceAuthorization = sqliteTable("device_authorization", {
  id: text().primaryKey(),
  secretHash: text("secret_hash").notNull(),
  userCode: text("user_code").notNull(),
  clientId: text("client_id").notNull(),
  scope: text().notNull(),
  status: text().$type<DeviceStatus>().notNull(),
  accountId: text("account_id"),
  methods: json<AuthenticationMethod[]>("methods"),
  authenticatedAt: integer("authenticated_at"),
  decidedAt: integer("decided_at"),
  /** The browser's session that the listener agreed in. */
  agreedIn: text("agreed_in"),
  /** The session that redeeming it makes. */
  sessionId: text("session_id"),
  intervalSeconds: integer("interval_s").notNull(),
  polledAt: integer("polled_at"),
  expiresAt: integer("expires_at").notNull(),
});
export type DeviceAuthorizationRow = typeof deviceAuthorization.$inferSelect;

export const subscription = sqliteTable("subscription", {
  /** The provider's id. */
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  provider: text().$type<"stripe" | "local">().notNull(),
  customer: text().notNull(),
  plan: text().$type<Exclude<AccountPlan, "free">>().notNull(),
  status: text().$type<SubscriptionStatus>().notNull(),
  periodEndsAt: integer("period_ends_at").notNull(),
  cancelsAtPeriodEnd: flag("cancels_at_period_end").notNull(),
  /** Follows from the columns below, for the search. */
  pastDueSince: integer("past_due_since"),
  /** The provider's own time of what is stored, and the notice that said it: older ones change nothing (domain/billing.ts). */
  updatedAt: integer("updated_at").notNull(),
  updatedBy: text("updated_by").notNull(),
  paidAt: integer("paid_at").notNull(),
  unpaidAt: json<number[]>("unpaid_at").notNull(),
});
export type SubscriptionRow = typeof subscription.$inferSelect;

export const invoice = sqliteTable("invoice", {
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  subscriptionId: text("subscription_id"),
  number: text(),
  status: text().$type<InvoiceStatus>().notNull(),
  /** In the currency's smallest unit. */
  amount: integer().notNull(),
  /** ISO 4217, lower case. */
  currency: text().notNull(),
  issuedAt: integer("issued_at").notNull(),
  url: text(),
  updatedAt: integer("updated_at").notNull(),
  updatedBy: text("updated_by").notNull(),
});
export type InvoiceRow = typeof invoice.$inferSelect;

export const checkout = sqliteTable("checkout", {
  accountId: text("account_id").primaryKey(),
  provider: text().$type<"stripe" | "local">().notNull(),
  /** The provider's. */
  id: text().notNull(),
  begunAt: integer("begun_at").notNull(),
});
export type CheckoutRow = typeof checkout.$inferSelect;

export const billingEvent = sqliteTable("billing_event", {
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  revision: integer().notNull(),
  type: text().notNull(),
  receivedAt: integer("received_at").notNull(),
});

export const familyMember = sqliteTable(
  "family_member",
  {
    ownerId: text("owner_id").notNull(),
    memberId: text("member_id").notNull(),
    displayName: text("display_name").notNull(),
    /** The ticket that they came by: it brings one person in, once. */
    invitation: text().notNull(),
    joinedAt: integer("joined_at").notNull(),
    leftAt: integer("left_at"),
    revision: integer().notNull(),
    /** The revision that the member's account was told of. */
    told: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.memberId] })],
);
export type FamilyMemberRow = typeof familyMember.$inferSelect;

export const localCustomer = sqliteTable("local_customer", {
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  revision: integer().notNull(),
  state: json<unknown>("state").notNull(),
});

export const audit = sqliteTable("audit", {
  id: text().primaryKey(),
  accountId: text("account_id").notNull(),
  /** An account's id, or `operator`, or `system`. */
  actor: text().notNull(),
  action: text().$type<AuditAction>().notNull(),
  detail: json<Record<string, unknown>>("detail").notNull(),
  at: integer().notNull(),
});

export const mail = sqliteTable("mail", {
  id: text().primaryKey(),
  recipient: text().notNull(),
  subject: text().notNull(),
  text: text().notNull(),
  html: text().notNull(),
  createdAt: integer("created_at").notNull(),
  sentAt: integer("sent_at"),
  attempts: integer().notNull(),
  nextAttemptAt: integer("next_attempt_at").notNull(),
});
export type MailRow = typeof mail.$inferSelect;
