package org.rapport.server.projection;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.rapport.server.store.PerTransaction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The number that counts up with every write of a definition, so that caches of any node see in one
 * look whether they are stale, and never before the commit. A transaction looks once: all that is
 * planned in it goes by the same definitions.
 */
@Component
public class DefinitionState {
  private static final long UNKNOWN = -1;

  private final JdbcClient jdbc;
  private final PerTransaction<AtomicLong> seen =
      new PerTransaction<>(() -> new AtomicLong(UNKNOWN), number -> {});

  DefinitionState(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The number as the running transaction sees it; without one, as it is now. */
  public long change() {
    Optional<AtomicLong> known = seen.get();
    if (known.isPresent() && known.get().get() != UNKNOWN) {
      return known.get().get();
    }
    long change =
        jdbc.sql("select change from rapport.definition_state").query(Long.class).single();
    known.ifPresent(number -> number.set(change));
    return change;
  }

  /** Counts up, in the transaction in which a definition is written. */
  void bump() {
    jdbc.sql("update rapport.definition_state set change = change + 1").update();
    seen.found().ifPresent(number -> number.set(UNKNOWN));
  }
}
