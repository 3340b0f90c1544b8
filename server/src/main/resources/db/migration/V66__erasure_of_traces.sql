-- Messages of somebody who was erased, as a keyed hash of what the provider calls them: one that is
-- handed over again, with its old signature, is not a new one.
create table erased_message (
  hash bytea primary key
);

-- Set while the full-text index may still have words of what was erased.
create table index_cleanup (
  since timestamptz primary key
);
