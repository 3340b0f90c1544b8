-- Access tokens that were revoked, by their jti, until they would have expired anyhow. Every node
-- asks at every call (RFC 7009, 2.2), so that a revoked token is of no more use anywhere.
create table revoked_token (
  jti varchar(64) primary key,
  expires_at timestamptz not null
);
create index revoked_token_expires on revoked_token (expires_at);
