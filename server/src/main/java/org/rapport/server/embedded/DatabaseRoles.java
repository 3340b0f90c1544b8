package org.rapport.server.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.rapport.server.store.KeyFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may enter the embedded PostgreSQL: two roles with passwords of the data folder, over
 * loopback. The application's is no superuser, so that what reaches it can neither run programs nor
 * step past what it owns. A database that an earlier version left open to all local users is shut
 * at the start.
 */
final class DatabaseRoles {
  /** Not the name of a schema: PostgreSQL looks for tables in the one of the role's name first. */
  static final String APPLICATION = "rapport_app";

  private static final Logger log = LoggerFactory.getLogger(DatabaseRoles.class);
  private static final String SHUT =
      """
      # Written by Rapport at each start.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  /** For one start only: an earlier version gave its superuser no password. */
  private static final String OPEN =
      """
      host all postgres 127.0.0.1/32 trust
      """;

  private final Path database;
  private final Path superuserSecret;
  private final String superuser;
  private final String application;
  private final boolean fresh;
  private final boolean left;

  /**
   * For a database that does not run yet.
   *
   * @param keys where the passwords are kept
   */
  DatabaseRoles(Path database, Path keys) {
    this.database = database;
    this.fresh = !Files.exists(database.resolve("postgresql.conf"));
    this.superuserSecret = keys.resolve("database-superuser");
    this.left = !fresh && !Files.exists(superuserSecret);
    this.superuser = KeyFile.secret(superuserSecret);
    this.application = KeyFile.secret(keys.resolve("database"));
  }

  String password() {
    return application;
  }

  /** Has it made, or started, with passwords. */
  EmbeddedPostgres.Builder authenticate(EmbeddedPostgres.Builder builder) {
    if (fresh) {
      builder
          .setLocaleConfig("pwfile", superuserSecret.toAbsolutePath().toString())
          .setLocaleConfig("auth-host", "scram-sha-256")
          .setLocaleConfig("auth-local", "scram-sha-256");
    }
    return builder
        .setConnectConfig("password", superuser)
        .setDataDirectoryCustomizer(folder -> access(left ? OPEN : SHUT));
  }

  /** Makes the application's role, and its what the superuser owned; idempotent. */
  void establish(EmbeddedPostgres postgres) throws IOException {
    try (Connection connection =
            postgres
                .getDatabase("postgres", "postgres", Map.of("password", superuser))
                .getConnection();
        Statement statement = connection.createStatement()) {
      if (left) {
        log.info("Giving passwords to the database of an earlier version");
        statement.execute("alter role postgres password '" + superuser + "'");
        access(SHUT);
        statement.execute("select pg_reload_conf()");
      }
      // Secrets of ours are hexadecimal digits.
      statement.execute(
          """
          do $$ begin
            if not exists (select 1 from pg_roles where rolname = '%1$s') then
              create role %1$s login nosuperuser nocreatedb nocreaterole;
            end if;
          end $$"""
              .formatted(APPLICATION));
      statement.execute("alter role %s password '%s'".formatted(APPLICATION, application));
      if (fresh || left) {
        handOver(statement);
      }
    } catch (SQLException e) {
      throw new IOException("The roles of the embedded PostgreSQL cannot be made", e);
    }
  }

  private static void handOver(Statement statement) throws SQLException {
    statement.execute(
        """
        do $$
        declare item record;
        begin
          execute 'alter database postgres owner to rapport_app';
          for item in select nspname as name from pg_namespace
              where nspname in ('public', 'rapport') loop
            execute format('alter schema %I owner to rapport_app', item.name);
          end loop;
          for item in select c.oid::regclass as name, c.relkind as kind from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              where n.nspname in ('public', 'rapport') and c.relkind in ('r', 'p', 'v', 'm', 'S')
              and not exists (select 1 from pg_depend d
                where d.objid = c.oid and d.deptype in ('a', 'i') and c.relkind = 'S') loop
            execute format('alter %s %s owner to rapport_app',
              case item.kind when 'v' then 'view' when 'm' then 'materialized view'
                when 'S' then 'sequence' else 'table' end, item.name);
          end loop;
          for item in select p.oid::regprocedure as name from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
              where n.nspname in ('public', 'rapport')
              and not exists (select 1 from pg_depend d
                where d.objid = p.oid and d.deptype = 'e') loop
            execute format('alter routine %s owner to rapport_app', item.name);
          end loop;
          for item in select t.oid::regtype as name from pg_type t
              join pg_namespace n on n.oid = t.typnamespace
              where n.nspname in ('public', 'rapport') and t.typtype in ('e', 'd') loop
            execute format('alter type %s owner to rapport_app', item.name);
          end loop;
          for item in select oid as name from pg_largeobject_metadata loop
            execute format('alter large object %s owner to rapport_app', item.name);
          end loop;
        end $$""");
  }

  private void access(String rules) {
    try {
      Files.writeString(database.resolve("pg_hba.conf"), rules);
    } catch (IOException e) {
      throw new UncheckedIOException("The access rules of the database cannot be written", e);
    }
  }
}
