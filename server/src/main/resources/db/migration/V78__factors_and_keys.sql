-- What proves besides a password who somebody is.

-- Owner: security.factor. The authenticator of a person (RFC 6238).
create table rapport.account_factor (
  account      text primary key,
  secret       text not null,                    -- sealed by a key in the data folder
  confirmed_at timestamptz,                      -- null: begun only
  last_step    bigint not null default 0,        -- of the last code that was taken: each is good once
  wrong_codes  integer not null default 0,
  wrong_since  timestamptz not null default now()
);

-- Owner: security.factor. For who lost the authenticator; each is good once.
create table rapport.recovery_code (
  code_hash bytea primary key,
  account   text not null
);
create index recovery_code_account on rapport.recovery_code (account);

-- Owner: security.factor. Spring Security's own table of passkeys, as its documentation has it for
-- PostgreSQL; its SQL names no schema. The user's id is the account's.
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

-- Owner: security.token. The keys that sign tokens, sealed by a key in the data folder.
create table rapport.signing_key (
  kid     text primary key,
  jwk     text not null,
  made_at timestamptz not null default now()
);

-- Owner: security.client. Clients that were registered while the server ran (RFC 7591).
create table rapport.client (
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
