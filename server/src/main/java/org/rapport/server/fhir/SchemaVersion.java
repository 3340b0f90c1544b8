package org.rapport.server.fhir;

import ca.uhn.fhir.util.VersionUtil;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Remembers the HAPI version whose tables stand, once they do, so that later starts need not
 * compare the schema.
 */
@Component
class SchemaVersion {
  private final JdbcClient jdbc;

  SchemaVersion(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @EventListener(ApplicationReadyEvent.class)
  void remember() {
    jdbc.sql(
            """
            insert into rapport.setting (name, value) values ('hapi-schema', ?)
            on conflict (name) do update set value = excluded.value""")
        .param(VersionUtil.getVersion())
        .update();
  }
}
