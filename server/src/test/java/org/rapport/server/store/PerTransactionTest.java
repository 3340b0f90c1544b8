package org.rapport.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class PerTransactionTest {
  private final List<List<String>> over = new ArrayList<>();
  private final PerTransaction<List<String>> words =
      new PerTransaction<>(ArrayList::new, over::add);

  @AfterEach
  void end() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.clear();
    }
  }

  private static TransactionSynchronization only() {
    assertThat(TransactionSynchronizationManager.getSynchronizations()).hasSize(1);
    return TransactionSynchronizationManager.getSynchronizations().get(0);
  }

  @Test
  void withoutATransactionThereIsNone() {
    assertThat(words.get()).isEmpty();
    assertThat(words.found()).isEmpty();
  }

  @Test
  void aTransactionHasOneUntilItIsOver() {
    TransactionSynchronizationManager.initSynchronization();
    assertThat(words.found()).isEmpty();
    words.get().orElseThrow().add("a");
    words.get().orElseThrow().add("b");
    assertThat(words.found()).contains(List.of("a", "b"));
    assertThat(over).isEmpty();

    only().afterCompletion(TransactionSynchronization.STATUS_ROLLED_BACK);

    assertThat(words.found()).isEmpty();
    assertThat(over).containsExactly(List.of("a", "b"));
  }

  @Test
  void aTransactionInBetweenHasItsOwn() {
    TransactionSynchronizationManager.initSynchronization();
    words.get().orElseThrow().add("outer");
    TransactionSynchronization outer = only();
    outer.suspend();
    TransactionSynchronizationManager.clearSynchronization();
    TransactionSynchronizationManager.initSynchronization();
    words.get().orElseThrow().add("inner");
    only().afterCompletion(TransactionSynchronization.STATUS_COMMITTED);
    outer.resume();

    assertThat(words.found()).contains(List.of("outer"));
    outer.afterCompletion(TransactionSynchronization.STATUS_COMMITTED);
    assertThat(over).containsExactly(List.of("inner"), List.of("outer"));
  }
}
