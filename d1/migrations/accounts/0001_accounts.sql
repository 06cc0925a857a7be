-- Who is listening. Everything of an account lives in the slice that its id carries. Times are milliseconds since 1970.

-- Keeps addresses, identities and passkeys unique: the keyed hash of what names somebody, and whom it names. It lives where
-- the hash says, not where the account does.
CREATE TABLE directory (
  key TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  display_name TEXT NOT NULL,
  image TEXT,
  birth_date TEXT,
  market TEXT NOT NULL,
  locale TEXT NOT NULL,
  filter_explicit INTEGER NOT NULL,
  settings TEXT NOT NULL,
  password_hash TEXT,
  password_changed_at INTEGER,
  roles TEXT NOT NULL,
  plan TEXT NOT NULL,
  family_owner_id TEXT,
  family_revision INTEGER,
  abroad_market TEXT,
  abroad_since INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The few who may give and take roles.
CREATE INDEX account_admin ON account (id) WHERE instr(roles, '"admin"') > 0;

CREATE TABLE identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  account_id TEXT NOT NULL,
  email TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
-- One of each issuer, so that a person can tell which one opens the account.
CREATE UNIQUE INDEX identity_by_account ON identity (account_id, issuer);

CREATE TABLE passkey (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  sign_count INTEGER NOT NULL,
  transports TEXT NOT NULL,
  backed_up INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_by_account ON passkey (account_id);

-- A link or a code that is good for one use: what was mailed, or what a ceremony has to come back with.
CREATE TABLE ticket (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id TEXT,
  secret_hash TEXT NOT NULL,
  payload TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_by_expiry ON ticket (expires_at);
CREATE INDEX ticket_by_account ON ticket (account_id, kind);

-- A login: of a browser (no client), or of an app, where it is also the family of refresh tokens.
CREATE TABLE session (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  client_id TEXT,
  scope TEXT NOT NULL,
  generation INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  methods TEXT NOT NULL,
  authenticated_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  country TEXT,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account_id, ended_at);
-- An app that its developer deletes ends wherever it was let in.
CREATE INDEX session_by_client ON session (client_id) WHERE client_id IS NOT NULL AND ended_at IS NULL;

CREATE TABLE oauth_client (
  id TEXT PRIMARY KEY,
  owner_id TEXT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  website TEXT,
  redirect_uris TEXT NOT NULL,
  grant_types TEXT NOT NULL,
  secret_hash TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_client_by_owner ON oauth_client (owner_id);

CREATE TABLE consent (
  account_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_by_client ON consent (client_id);

-- Redeemed by the session that it makes: whoever comes second finds it there.
CREATE TABLE authorization_code (
  id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL,
  account_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  redirect_uri TEXT,
  scope TEXT NOT NULL,
  code_challenge TEXT,
  nonce TEXT,
  methods TEXT NOT NULL,
  authenticated_at INTEGER NOT NULL,
  agreed_in TEXT NOT NULL,
  session_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX authorization_code_by_expiry ON authorization_code (expires_at);

-- Lives where the hash of its user code says, so that both of its codes find it.
CREATE TABLE device_authorization (
  id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL,
  user_code TEXT NOT NULL UNIQUE,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  status TEXT NOT NULL,
  account_id TEXT,
  methods TEXT,
  authenticated_at INTEGER,
  decided_at INTEGER,
  agreed_in TEXT,
  session_id TEXT,
  interval_s INTEGER NOT NULL,
  polled_at INTEGER,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_authorization_by_expiry ON device_authorization (expires_at);

CREATE TABLE subscription (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  customer TEXT NOT NULL,
  plan TEXT NOT NULL,
  status TEXT NOT NULL,
  period_ends_at INTEGER NOT NULL,
  cancels_at_period_end INTEGER NOT NULL,
  past_due_since INTEGER,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  paid_at INTEGER NOT NULL,
  unpaid_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_by_account ON subscription (account_id);
CREATE INDEX subscription_past_due ON subscription (past_due_since) WHERE past_due_since IS NOT NULL;

CREATE TABLE invoice (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  subscription_id TEXT,
  number TEXT,
  status TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  url TEXT,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_by_account ON invoice (account_id, issued_at);

-- What changed an account's plan or invoices, each once and one after the other: of two writers that saw the same revision, one
-- is refused, and looks again.
CREATE TABLE billing_event (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  type TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX billing_event_by_account ON billing_event (account_id, revision);

-- A family, in its owner's slice. A member's own account may live elsewhere and learns of each revision afterwards (told).
-- Whoever left stays as a row, so that revisions only grow.
CREATE TABLE family_member (
  owner_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  invitation TEXT NOT NULL UNIQUE,
  joined_at INTEGER NOT NULL,
  left_at INTEGER,
  revision INTEGER NOT NULL,
  told INTEGER NOT NULL,
  PRIMARY KEY (owner_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX family_member_untold ON family_member (owner_id) WHERE told < revision;

-- What the local billing provider, which moves no money, knows of its customers.
CREATE TABLE local_customer (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what to an account that its holder, or an auditor, will want to know.
CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_account ON audit (account_id, at);

-- The outbox of e-mail. A message stays until it is sent; on one machine it stays to be read.
CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_unsent ON mail (next_attempt_at) WHERE sent_at IS NULL;
