package org.rapport.server.store;

import java.util.regex.Pattern;

/** The logical id of a resource (R4, datatypes.html#id). */
public final class LogicalId {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

  private LogicalId() {}

  /** Whether a text is one; null is none. */
  public static boolean is(String text) {
    return text != null && ID.matcher(text).matches();
  }
}
