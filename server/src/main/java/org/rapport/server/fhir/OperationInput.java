package org.rapport.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.IntegerType;

/** What operations are given, read as all of them do. Pure. */
public final class OperationInput {
  private OperationInput() {}

  /**
   * A number that is not negative, such as {@code _count}.
   *
   * @param given may be null or empty
   * @param usual without it
   * @throws InvalidRequestException where it is negative
   */
  public static int number(String name, IntegerType given, int usual) {
    if (given == null || given.getValue() == null) {
      return usual;
    }
    if (given.getValue() < 0) {
      throw new InvalidRequestException(name + " should not be negative");
    }
    return given.getValue();
  }
}
