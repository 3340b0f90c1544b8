-- Messages that staff send to themselves, to see them as patients would.

create table test_message (
  -- Also the id by which workers and providers speak of it.
  id uuid primary key,
  account text not null,
  -- The campaign or the template that it is a test of.
  source text not null,
  channel text not null,
  address text not null,
  purpose text not null,
  fingerprint text not null,
  subject text,
  body text not null,
  language text not null,
  state text not null check (state in ('waiting', 'leased', 'sending', 'answered')),
  asked_at timestamptz not null,
  lease_until timestamptz,
  outcome text,
  delivery_status text
);
create index test_message_waiting on test_message (asked_at) where state in ('waiting', 'leased');
create index test_message_account on test_message (account, asked_at);
create index test_message_fingerprint on test_message (fingerprint);
comment on table test_message is
  'Messages that staff sent to themselves in the last day, of made-up people: on their way, counted, and what came of them; no Communication, as no patient got any. Owner: outreach.outcome.';
