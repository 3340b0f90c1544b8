-- Receivers of HL7 v2 messages: whether they answer.

create table receiver_state (
  name text not null,
  address text not null,
  answered_at timestamptz,
  -- MSA-1, or null where it never answered.
  answer text,
  -- Since when it does not answer; null: it does, as far as anybody knows.
  down_since timestamptz,
  failed_at timestamptz,
  -- A short code.
  failure text,
  primary key (name, address)
);
comment on table receiver_state is
  'How each receiver of our HL7 v2 messages stands: its last answer, and since when there is none; no projection, as it is what workers have seen. Owner: outreach.worker.';
