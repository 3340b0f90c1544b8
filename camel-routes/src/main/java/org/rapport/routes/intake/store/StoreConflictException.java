package org.rapport.routes.intake.store;

/** Another writer changed or created a resource since it was read (HTTP 409 or 412). */
public final class StoreConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ofVersions;

  /** Takes the HTTP status of a conflict that reading and mapping again can end. */
  public StoreConflictException(int status) {
    this(status, true);
  }

  /**
   * Takes the HTTP status; the server's text may hold patient data and is left out.
   *
   * @param ofVersions whether the server says that another version is there; false: it may also be
   *     the data that it cannot store
   */
  public StoreConflictException(int status, boolean ofVersions) {
    super("FHIR server answered " + status);
    this.ofVersions = ofVersions;
  }

  /** Whether another writer was certainly first. */
  public boolean ofVersions() {
    return ofVersions;
  }
}
