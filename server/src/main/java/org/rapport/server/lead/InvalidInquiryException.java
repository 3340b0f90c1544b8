package org.rapport.server.lead;

import java.util.List;
import java.util.stream.Collectors;

/** An inquiry that cannot be taken; nothing was stored. */
public final class InvalidInquiryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  public InvalidInquiryException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(error -> error.field() + ": " + error.message())
            .collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  /** At least one. */
  public List<FieldError> errors() {
    return errors;
  }
}
