package org.rapport.server.embedded;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.store.LocalReads;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoredResources;
import org.springframework.transaction.support.TransactionTemplate;

/** What the intake asks before it writes, of the server in its own JVM. Thread-safe. */
final class LocalIntake implements LocalReads {
  private final HapiTables tables;
  private final StoredResources stored;
  private final TransactionTemplate transaction;

  LocalIntake(HapiTables tables, StoredResources stored, TransactionTemplate transaction) {
    this.tables = tables;
    this.stored = stored;
    this.transaction = transaction;
  }

  @Override
  public boolean exists(String type, String id) {
    return stored.has(new IdType(type, id));
  }

  @Override
  public <T extends Resource> Optional<T> read(Class<T> type, String id) {
    return transaction.execute(status -> stored.read(type, id));
  }

  @Override
  public <T extends Resource> List<T> identified(Class<T> type, String system, String value) {
    List<String> ids = tables.identified(type.getSimpleName(), system, value);
    return ids.isEmpty()
        ? List.of()
        : transaction.execute(
            status -> ids.stream().flatMap(id -> stored.read(type, id).stream()).toList());
  }
}
