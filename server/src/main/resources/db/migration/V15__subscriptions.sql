-- What has changed, for who subscribed to it; and how far each subscriber was told.

create table topic_event (
  id bigint generated always as identity primary key,
  -- The transaction that wrote it. Events get their numbers when no older transaction is under way,
  -- so that none turns up behind one that was told already.
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  -- Type and id; and the version that the change made, or that a deletion ended.
  focus text not null,
  version bigint not null,
  -- create, update or delete
  change text not null,
  at timestamptz not null,
  -- What filters look at, by the filter's name.
  facts jsonb not null
);
comment on table topic_event is
  'Changes that nobody was told of yet, written with the change itself; no projection, as what was told is not taken back. Owner: subscription.';

create table subscription (
  id text primary key,
  topic text not null,
  filters jsonb not null,
  endpoint text not null,
  -- Encrypted: they are secrets.
  headers text not null,
  mime text not null,
  content text not null,
  heartbeat_seconds int,
  timeout_seconds int not null,
  max_count int not null,
  end_at timestamptz,
  -- On whose behalf: a client, and the person behind it.
  client_id text not null,
  account_id text,
  patient_id text,
  scopes text not null,
  -- requested, active, error or off
  status text not null,
  -- Counts what clients wrote of it: the outcome of what began before does not count.
  generation int not null default 1,
  -- The last change that was written before it; what was before is none of its events.
  since bigint not null,
  -- The number of the last event, and of the last that was delivered.
  events bigint not null default 0,
  delivered bigint not null default 0,
  -- What is to be sent once more.
  resend_from bigint,
  resend_until bigint,
  failures int not null default 0,
  failing_since timestamptz,
  next_at timestamptz,
  sent_at timestamptz not null,
  error text,
  leased_until timestamptz
);
comment on table subscription is
  'Subscriptions as they are delivered: whose they are, how far they have come; no projection, as it counts what was sent. Owner: subscription.';

create table subscription_event (
  subscription_id text not null references subscription on delete cascade,
  number bigint not null,
  focus text not null,
  version bigint not null,
  change text not null,
  at timestamptz not null,
  -- Whom it names, for the audit trail: references.
  patients text[] not null,
  primary key (subscription_id, number)
);
create index subscription_event_at on subscription_event (at);
create index subscription_event_focus on subscription_event (focus);
comment on table subscription_event is
  'Numbered events of each Subscription, for a time; no projection, as numbers are given once. Owner: subscription.';
