-- How each channel stands, as those who send by it report.

create table channel_state (
  channel text primary key,
  -- Since when its provider does not answer; null: it works, as far as anybody knows.
  down_since timestamptz,
  failed_at timestamptz,
  -- A short code.
  failure text
);
insert into channel_state (channel) values ('sms'), ('email'), ('voice'), ('portal'), ('postal'), ('ads');
comment on table channel_state is
  'How each channel stands: since when it is down, and its last failure; no projection, as it is what workers have seen. Owner: outreach.outcome.';
