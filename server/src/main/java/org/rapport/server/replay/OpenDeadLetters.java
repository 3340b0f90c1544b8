package org.rapport.server.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.store.StoredResources;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds the dead letters of one sender and fault that nobody has dealt with. Reads only. */
@Component
class OpenDeadLetters {
  private final JdbcClient jdbc;
  private final StoredResources stored;
  private final TransactionTemplate transaction;

  OpenDeadLetters(JdbcClient jdbc, StoredResources stored, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.stored = stored;
    this.transaction = transaction;
  }

  /**
   * Ids of their Tasks, the oldest first.
   *
   * @param sender MSH-3 and MSH-4, such as {@code SCHED:NORTH}
   * @param fault code and place, or the code alone
   */
  List<String> of(String sender, String fault) {
    return transaction.execute(
        status ->
            jdbc
                .sql("select id from rapport.open_task where kind = 'dead-letter' order by id")
                .query(String.class)
                .list()
                .stream()
                .map(id -> stored.read(Task.class, id))
                .flatMap(Optional::stream)
                .filter(task -> matches(DeadLetterTask.of(task), sender, fault))
                .sorted(Comparator.comparing(Task::getAuthoredOn))
                .map(task -> task.getIdElement().getIdPart())
                .toList());
  }

  private static boolean matches(DeadLetterTask letter, String sender, String fault) {
    return letter.isOpen() && letter.sender().equals(sender) && letter.hasFault(fault);
  }
}
