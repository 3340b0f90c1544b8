-- Reminders of visits that another reminder of the same hours has named: which message named which
-- visit, at which start. Not a projection: it is what was said.

create table named_visit (
  request_id text not null,
  anchor timestamptz not null,
  attempt uuid not null,
  primary key (request_id, anchor, attempt)
);
