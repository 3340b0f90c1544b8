package org.rapport.server.store;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Something that a transaction has of its own, from when it is first asked for until the
 * transaction is over. A transaction in between sees nothing of it. Thread-safe.
 */
public final class PerTransaction<T> {
  private final Supplier<T> begin;
  private final Consumer<T> over;

  /**
   * A thing of each transaction.
   *
   * @param begin makes it
   * @param over is told of it when its transaction is over, committed or not
   */
  public PerTransaction(Supplier<T> begin, Consumer<T> over) {
    this.begin = begin;
    this.over = over;
  }

  /** The running transaction's own, made now if it has none; empty without a transaction. */
  public Optional<T> get() {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      return Optional.empty();
    }
    return found()
        .or(
            () -> {
              T made = begin.get();
              TransactionSynchronizationManager.bindResource(this, made);
              TransactionSynchronizationManager.registerSynchronization(new Held(made));
              return Optional.of(made);
            });
  }

  /** The running transaction's own, if it has one already. */
  @SuppressWarnings("unchecked")
  public Optional<T> found() {
    return Optional.ofNullable((T) TransactionSynchronizationManager.getResource(this));
  }

  private final class Held implements TransactionSynchronization {
    private final T held;

    Held(T held) {
      this.held = held;
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResourceIfPossible(PerTransaction.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(PerTransaction.this, held);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(PerTransaction.this);
      over.accept(held);
    }
  }
}
