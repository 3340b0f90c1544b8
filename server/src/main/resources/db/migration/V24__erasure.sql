-- What is kept of somebody who was erased: a keyed hash of each address, which goes on suppressing.
-- No projection: there is no resource any more.

create table erased_address (
  hash bytea primary key,
  stopped text[] not null,
  erased_at timestamptz not null
);

-- Versions that are still to be removed after their resources were deleted or changed.
create table erasure_pending (
  reference text primary key
);
