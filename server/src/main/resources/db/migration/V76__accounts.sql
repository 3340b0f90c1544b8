-- People who sign in, and what they let apps do.

-- Owner: account. Who signs in: staff and, for apps under test, patients.
create table rapport.account (
  id            text primary key,                 -- opaque; sub of tokens
  username      text not null unique,             -- in small letters
  password_hash text,                             -- null: cannot sign in by password
  name          text,
  email         text,
  language      text,                             -- BCP 47
  roles         text[] not null default '{}',     -- CodeSystem/role
  locations     text[] not null default '{}',     -- Location ids; none: all
  sensitive     boolean not null default false,   -- sees labelled content
  active        boolean not null default true,
  practitioner  text,                             -- Practitioner id
  patient       text,                             -- Patient id
  from_file     boolean not null default false,   -- of RAPPORT_USERS: the file wins
  epoch         integer not null default 0        -- counts changes of rights; sessions and tokens of an older one end
);

-- Owner: security.smart. A launch that an EHR asked for ($launch): once, five minutes.
create table rapport.launch (
  value_hash  text primary key,
  account     text not null,
  patient     text,
  encounter   text,
  appointment text,
  expires_at  timestamptz not null
);

-- Owner: security.smart. Whom an app was let into, by the authorization's id.
create table rapport.launch_context (
  authorization_id text primary key,
  patient          text,
  encounter        text,
  appointment      text,
  intent_at        timestamptz not null default now()
);

-- Owner: security.smart. Refresh tokens that were replaced: good for moments more, then a theft.
create table rapport.spent_refresh_token (
  token_hash       text primary key,
  authorization_id text not null,
  spent_at         timestamptz not null default now()
);
create index spent_refresh_token_authorization on rapport.spent_refresh_token (authorization_id);

-- Owner: security.smart. Authorizations whose code was exchanged: one exchange wins.
create table rapport.spent_code (
  authorization_id text primary key,
  spent_at         timestamptz not null default now()
);

-- Owner: security.token. Assertions of clients that were used, until they would expire.
create table rapport.client_assertion (
  client_id  text not null,
  jti        text not null,
  expires_at timestamptz not null,
  primary key (client_id, jti)
);

-- Owner: security.scope. Who may see what is labelled of a patient, for an hour and a reason.
create table rapport.broken_glass (
  account    text not null,
  patient_id text not null,
  until_at   timestamptz not null,
  primary key (account, patient_id)
);

-- Owner: security.smart. Spring Authorization Server's own table, as its documentation has it for
-- PostgreSQL; its SQL names no schema. Token values are hashes.
create table public.oauth2_authorization (
  id varchar(100) not null primary key,
  registered_client_id varchar(100) not null,
  principal_name varchar(200) not null,
  authorization_grant_type varchar(100) not null,
  authorized_scopes text default null,
  attributes text default null,
  state text default null,
  authorization_code_value text default null,
  authorization_code_issued_at timestamptz default null,
  authorization_code_expires_at timestamptz default null,
  authorization_code_metadata text default null,
  access_token_value text default null,
  access_token_issued_at timestamptz default null,
  access_token_expires_at timestamptz default null,
  access_token_metadata text default null,
  access_token_type varchar(100) default null,
  access_token_scopes text default null,
  oidc_id_token_value text default null,
  oidc_id_token_issued_at timestamptz default null,
  oidc_id_token_expires_at timestamptz default null,
  oidc_id_token_metadata text default null,
  refresh_token_value text default null,
  refresh_token_issued_at timestamptz default null,
  refresh_token_expires_at timestamptz default null,
  refresh_token_metadata text default null,
  user_code_value text default null,
  user_code_issued_at timestamptz default null,
  user_code_expires_at timestamptz default null,
  user_code_metadata text default null,
  device_code_value text default null,
  device_code_issued_at timestamptz default null,
  device_code_expires_at timestamptz default null,
  device_code_metadata text default null
);
create index oauth2_authorization_principal on public.oauth2_authorization (principal_name);
create index oauth2_authorization_state on public.oauth2_authorization (state);
create index oauth2_authorization_code on public.oauth2_authorization (authorization_code_value);
create index oauth2_authorization_access on public.oauth2_authorization (access_token_value);
create index oauth2_authorization_refresh on public.oauth2_authorization (refresh_token_value);
