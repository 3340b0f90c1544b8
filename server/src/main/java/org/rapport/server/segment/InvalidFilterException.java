package org.rapport.server.segment;

/** A segment that cannot be evaluated as it is written. Its message has no personal data. */
public final class InvalidFilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String element;

  InvalidFilterException(String element, String message) {
    super(message);
    this.element = element;
  }

  /** FHIRPath of the element that is wrong. */
  public String element() {
    return element;
  }
}
