package org.rapport.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The FHIR server that most begin with, hapi-fhir-jpaserver-starter, as it comes, on a PostgreSQL
 * with the settings of the product's.
 */
final class Starter implements AutoCloseable {
  private final EmbeddedPostgres database;
  private final LoadTarget target;

  private Starter(EmbeddedPostgres database, LoadTarget target) {
    this.database = database;
    this.target = target;
  }

  /**
   * Starts it on an empty folder.
   *
   * @param war of the starter, built with its profile {@code boot}
   */
  static Starter on(Path war, Path data) throws IOException {
    // Where usage is measured, a password is asked for; this database trusts everybody.
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys").resolve("database-superuser"), "none");
    EmbeddedPostgres database =
        EmbeddedPostgres.builder()
            .setDataDirectory(data.resolve("pg"))
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "96MB")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .start();
    Map<String, String> env =
        Map.of(
            "SPRING_DATASOURCE_URL",
            database.getJdbcUrl("postgres", "postgres"),
            "SPRING_DATASOURCE_USERNAME",
            "postgres",
            "SPRING_DATASOURCE_PASSWORD",
            "none",
            "SPRING_DATASOURCE_DRIVERCLASSNAME",
            "org.postgresql.Driver",
            "SPRING_JPA_PROPERTIES_HIBERNATE_DIALECT",
            "ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect");
    try {
      return new Starter(database, LoadTarget.starter(war, data, env));
    } catch (IOException e) {
      database.close();
      throw e;
    }
  }

  LoadTarget target() {
    return target;
  }

  @Override
  public void close() throws IOException {
    target.close();
    database.close();
  }
}
