package org.rapport.server.door;

/**
 * A request that goes no further. The message is for its sender: it names the place, and quotes
 * nothing of the content.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String element;

  /**
   * Refuses.
   *
   * @param status HTTP status, 4xx
   * @param code of FHIR's issue-type
   * @param element where, as a FHIRPath or a field's name; blank: the whole request
   * @param message one sentence
   */
  public RefusedException(int status, String code, String element, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.element = element;
  }

  /** A body or value that cannot be what it should be: 400. */
  public static RefusedException invalid(String element, String message) {
    return new RefusedException(400, "structure", element, message);
  }

  /** More than is taken: 413. */
  public static RefusedException tooLong(String element, String message) {
    return new RefusedException(413, "too-long", element, message);
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Code of FHIR's issue-type. */
  public String code() {
    return code;
  }

  /** Where; blank: the whole request. */
  public String element() {
    return element;
  }
}
