package org.rapport.server.store;

/**
 * A failure as it may be logged: the kinds and the frames of it and of its causes, which hold no
 * personal data, and none of their messages, which may quote a name, an address or a text.
 */
public final class WithoutMessages extends Throwable {
  private static final long serialVersionUID = 1L;

  private static final int DEEPEST = 20;

  private final String kind;

  private WithoutMessages(Throwable failure, WithoutMessages cause) {
    super(failure.getClass().getName(), cause, false, true);
    this.kind = failure.getClass().getName();
    setStackTrace(failure.getStackTrace());
  }

  /** To be given to a logger as the throwable; the failure itself is left as it is. */
  public static WithoutMessages of(Throwable failure) {
    return of(failure, DEEPEST);
  }

  // A chain of causes may be a circle.
  private static WithoutMessages of(Throwable failure, int depth) {
    Throwable cause = depth == 0 ? null : failure.getCause();
    return new WithoutMessages(failure, cause == null ? null : of(cause, depth - 1));
  }

  @Override
  public String toString() {
    return kind;
  }
}
