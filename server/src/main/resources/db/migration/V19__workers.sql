-- Workers in processes of their own, as they told of themselves.

create table worker (
  name text primary key,
  version text not null,
  -- When it began, by its clock, and when it was heard last, by ours.
  started timestamptz not null,
  seen timestamptz not null,
  -- Parameters with a route for each.
  routes text not null
);
comment on table worker is
  'Workers of the last day and how their routes stood, for $routes; no projection. Owner: monitor.';
