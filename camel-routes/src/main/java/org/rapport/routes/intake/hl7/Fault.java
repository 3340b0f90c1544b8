package org.rapport.routes.intake.hl7;

/**
 * Why a message was not applied, in codes: safe for logs, tasks and the ERR segment.
 *
 * @param error the condition of table HL70357
 * @param segment segment name for ERR-2.1, empty when the fault has no place in the message
 * @param sequence 1-based occurrence of the segment, for ERR-2.2
 * @param field 1-based field position for ERR-2.3, 0 for the whole segment
 * @param text one line for a person at the sending system; never content of the message
 */
public record Fault(Hl7Error error, String segment, int sequence, int field, String text) {

  /** A fault of one field in the first occurrence of a segment. */
  public static Fault at(Hl7Error error, String segment, int field, String text) {
    return new Fault(error, segment, 1, field, text);
  }

  /** A fault without a place in the message. */
  public static Fault general(Hl7Error error, String text) {
    return new Fault(error, "", 0, 0, text);
  }

  /** Code and place, such as {@code 101 SCH-2}: stable, so people can search and count by it. */
  public String reason() {
    if (segment.isEmpty()) {
      return Integer.toString(error.code());
    }
    return error.code() + " " + segment + (field > 0 ? "-" + field : "");
  }
}
