package org.rapport.routes.start;

/** A setting that names a route of the operator's own in the place of an address. */
public final class OwnRoute {
  /** Where such a setting begins. */
  public static final String SCHEME = "direct:";

  private OwnRoute() {}

  /** Whether the value is {@code direct:<name>}. */
  public static boolean is(String value) {
    return value != null && value.strip().matches(SCHEME + "[\\w.-]+");
  }
}
