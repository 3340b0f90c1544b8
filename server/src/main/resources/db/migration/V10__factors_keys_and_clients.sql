-- What proves besides a password who somebody is, the keys that sign, and clients that came later.

create table account_factor (
  account      text primary key,
  secret       text not null,                    -- sealed by a key in the data folder
  confirmed_at timestamptz,                      -- null: begun only
  last_step    bigint not null default 0,        -- of the last code that was taken: each is good once
  wrong_codes  integer not null default 0,
  wrong_since  timestamptz not null default now()
);
comment on table account_factor is
  'The authenticator of who signs in (RFC 6238). Owner: security.factor.';

create table recovery_code (
  code_hash bytea primary key,
  account   text not null
);
create index recovery_code_account on recovery_code (account);
comment on table recovery_code is
  'Hashes of codes for who lost the authenticator; each is good once. Owner: security.factor.';

-- Its SQL names no schema, so that it is in the first of the search path.
create table public.user_credentials (
  credential_id                varchar(1000) not null primary key,
  user_entity_user_id          varchar(1000) not null,
  public_key                   bytea         not null,
  signature_count              bigint,
  uv_initialized               boolean,
  backup_eligible              boolean       not null,
  authenticator_transports     varchar(1000),
  public_key_credential_type   varchar(100),
  backup_state                 boolean       not null,
  attestation_object           bytea,
  attestation_client_data_json bytea,
  created                      timestamp,
  last_used                    timestamp,
  label                        varchar(1000) not null
);
create index user_credentials_user on public.user_credentials (user_entity_user_id);
comment on table public.user_credentials is
  'Passkeys, in the table that Spring Security documents; the user is the account. Owner: security.factor.';

create table signing_key (
  kid     text primary key,
  jwk     text not null,
  made_at timestamptz not null default now()
);
comment on table signing_key is
  'The keys that sign tokens, sealed by a key in the data folder. Owner: security.token.';

create table client (
  client_id      text primary key,
  metadata       jsonb not null,               -- by the names of RFC 7591, without a secret
  secret         text,                         -- SHA-256 of 256 random bits; null: has none
  earlier_secret text,                         -- right, too, until earlier_until
  earlier_until  timestamptz,
  active         boolean not null default true,
  registered_by  text,                         -- client or account, of who registered it
  issued_at      timestamptz not null default now(),
  ended_at       timestamptz                   -- tokens from before are over
);
comment on table client is
  'Clients that were registered while the server ran (RFC 7591). Owner: security.client.';
