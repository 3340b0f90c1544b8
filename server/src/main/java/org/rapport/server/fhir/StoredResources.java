package org.rapport.server.fhir;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether a resource is there. Reading one that is not would mark the running transaction to be
 * rolled back, also where the exception is caught.
 */
@Component
public class StoredResources {
  private final JdbcClient jdbc;

  StoredResources(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether it exists and is not deleted; in the caller's transaction. */
  public boolean has(String type, String id) {
    return jdbc.sql(
                """
                select count(*) from public.hfj_resource
                where res_type = ? and fhir_id = ? and res_deleted_at is null""")
            .params(type, id)
            .query(Long.class)
            .single()
        > 0;
  }
}
