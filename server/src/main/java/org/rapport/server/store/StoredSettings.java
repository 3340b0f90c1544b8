package org.rapport.server.store;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the server remembers of itself, by name. Joins the caller's transaction. */
@Component
public class StoredSettings {
  private final JdbcClient jdbc;

  /** Those of a database whose tables stand. */
  public StoredSettings(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A value; empty when nothing was remembered. */
  public Optional<String> find(String name) {
    return jdbc.sql("select value from rapport.setting where name = ?")
        .param(name)
        .query(String.class)
        .optional();
  }

  /** Remembers a value in place of the one before. */
  public void put(String name, String value) {
    jdbc.sql(
            """
            insert into rapport.setting (name, value) values (?, ?)
            on conflict (name) do update set value = excluded.value""")
        .params(name, value)
        .update();
  }
}
