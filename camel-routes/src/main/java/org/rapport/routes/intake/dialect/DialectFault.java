package org.rapport.routes.intake.dialect;

import java.util.ArrayList;
import java.util.List;

/** Something in a profile that cannot be meant so. Its message is one line, without the place. */
public final class DialectFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Object> path;

  /**
   * A fault.
   *
   * @param path where it stands in what was read: keys as text, positions in a list as numbers
   */
  public DialectFault(List<Object> path, String words) {
    super(words);
    this.path = List.copyOf(path);
  }

  /** Where it stands. */
  public List<Object> path() {
    return path;
  }

  /** The same fault, of what stands within something larger. */
  public DialectFault within(Object... steps) {
    List<Object> whole = new ArrayList<>(List.of(steps));
    whole.addAll(path);
    return new DialectFault(whole, getMessage());
  }
}
