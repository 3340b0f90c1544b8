-- People who sign in, and what they let apps do.

create table account (
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
comment on table account is
  'Who signs in: staff and, for apps under test, patients. Owner: account.';

create table launch (
  value_hash  text primary key,
  account     text not null,
  patient     text,
  encounter   text,
  appointment text,
  expires_at  timestamptz not null
);
comment on table launch is
  'Launches that an EHR asked for ($launch): once, five minutes. Owner: security.smart.';

create table launch_context (
  authorization_id text primary key,
  patient          text,
  encounter        text,
  appointment      text,
  intent_at        timestamptz not null default now()
);
comment on table launch_context is
  'Whom an app was let into, by the authorization''s id. Owner: security.smart.';

create table spent_refresh_token (
  token_hash       text primary key,
  authorization_id text not null,
  spent_at         timestamptz not null default now()
);
create index spent_refresh_token_authorization on spent_refresh_token (authorization_id);
comment on table spent_refresh_token is
  'Refresh tokens that were replaced: good for moments more, then a theft. Owner: security.smart.';

create table spent_code (
  authorization_id text primary key,
  spent_at         timestamptz not null default now()
);
comment on table spent_code is
  'Authorizations whose code was exchanged: one exchange wins. Owner: security.smart.';

create table client_assertion (
  client_id  text not null,
  jti        text not null,
  expires_at timestamptz not null,
  primary key (client_id, jti)
);
comment on table client_assertion is
  'Assertions of clients that were used, until they would expire. Owner: security.token.';

create table broken_glass (
  account    text not null,
  patient_id text not null,
  until_at   timestamptz not null,
  primary key (account, patient_id)
);
comment on table broken_glass is
  'Who may see what is labelled of a patient, for an hour and a reason. Owner: security.scope.';

-- Its SQL names no schema, so that it is in the first of the search path.
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
comment on table public.oauth2_authorization is
  'Authorizations of apps, in the table that Spring Authorization Server documents; values of tokens are hashes. Owner: security.smart.';

-- Every node asks at every call (RFC 7009, 2.2), so that a revoked token is of no more use anywhere.
create table revoked_token (
  jti varchar(64) primary key,
  expires_at timestamptz not null
);
create index revoked_token_expires on revoked_token (expires_at);
comment on table revoked_token is
  'Access tokens that were revoked, by their jti, until they would have expired anyhow. Owner: security.token.';
