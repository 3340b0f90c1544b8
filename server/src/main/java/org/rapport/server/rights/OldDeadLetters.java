package org.rapport.server.rights;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes messages from an EHR that could not be mapped, with all their versions, once nobody will
 * correct them any more: they are whole records of people whom nobody finds there.
 */
@Component
class OldDeadLetters {
  private static final int AT_ONCE = 200;

  private final PersonTraces traces;
  private final StoredResources stored;
  private final Expunging expunging;
  private final TransactionTemplate transaction;
  private final HapiTables tables;

  OldDeadLetters(
      PersonTraces traces,
      StoredResources stored,
      Expunging expunging,
      TransactionTemplate transaction,
      HapiTables tables) {
    this.traces = traces;
    this.stored = stored;
    this.expunging = expunging;
    this.transaction = transaction;
    this.tables = tables;
  }

  /** Removes those from before an instant; answers how many. */
  int remove(Instant before) {
    List<String> old = tables.tasks(TaskCode.SYSTEM, TaskCode.DEAD_LETTER.code(), before, AT_ONCE);
    old.forEach(id -> transaction.executeWithoutResult(status -> remove(id)));
    if (!old.isEmpty()) {
      expunging.runOnce();
    }
    return old.size();
  }

  private void remove(String id) {
    stored
        .read(Task.class, id)
        .ifPresent(
            task -> {
              List<String> gone = new ArrayList<>(List.of("Task/" + id));
              traces.files(task).forEach(file -> gone.add("Binary/" + file));
              expunging.delete(gone);
            });
  }
}
