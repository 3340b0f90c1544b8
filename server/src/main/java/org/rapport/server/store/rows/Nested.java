package org.rapport.server.store.rows;

/**
 * A value that a thread has while something runs. What runs within that may have another, after
 * which the one before is back.
 *
 * @param <T> of the value
 */
public final class Nested<T> {
  private final ThreadLocal<T> value = new ThreadLocal<>();

  /** What the thread has now; null: nothing. */
  public T get() {
    return value.get();
  }

  /**
   * Runs something while the thread has a value.
   *
   * @param inner null: nothing, whatever is around it
   */
  public <R, E extends Throwable> R during(T inner, Work<R, E> work) throws E {
    T outer = value.get();
    value.set(inner);
    try {
      return work.run();
    } finally {
      if (outer == null) {
        value.remove();
      } else {
        value.set(outer);
      }
    }
  }

  /**
   * What runs.
   *
   * @param <R> of what comes of it
   * @param <E> what it may throw
   */
  public interface Work<R, E extends Throwable> {
    R run() throws E;
  }
}
