-- What comes in from patients, and the links that go out to them.

create table link (
  -- SHA-256 of the token, which is only in the message.
  hash bytea primary key,
  purpose text not null,
  patient_id text,
  -- Records that were merged into that of patient_id since it was sent, the last one last.
  merged_from text[],
  focus text,
  channel text,
  address text,
  message_purpose text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  answer text,
  failures int not null default 0
);
create index link_expiry on link (expires_at);
create index link_patient on link (patient_id);
comment on table link is
  'Links in messages: hashes of their tokens, with purpose and end; in no resource. Owner: link.';

create table wrong_factor (
  patient_id text not null,
  failed_at timestamptz not null
);
create index wrong_factor_patient on wrong_factor (patient_id, failed_at);
comment on table wrong_factor is
  'Wrong second factors, whichever link they were typed into. Owner: link.';

create table text_part (
  -- Of the text: follows from its first part.
  text_id text not null,
  -- The sender's address in normal form, as in address_signal, and the number it was sent to, if known.
  sender text not null,
  receiver text not null,
  reference int not null,
  parts int not null check (parts between 2 and 255),
  part int not null check (part between 1 and parts),
  -- Null once it is taken: the rest stays for some minutes, so that a part that is delivered again is
  -- known.
  body text,
  body_hash text not null,
  -- When the first of its parts came, on the application's clock.
  opened_at timestamptz not null,
  primary key (text_id, part)
);
create index text_part_sender on text_part (sender, receiver, reference, parts);
comment on table text_part is
  'Parts of a long text, until they are one text; no projection, as what was never whole is no resource. Owner: inbound.';

create table said_before (
  hash bytea primary key,
  said_at timestamptz not null
);
comment on table said_before is
  'Words that an address has written within a day, as a hash of both: the same again are no second call to staff. Owner: inbound.';
