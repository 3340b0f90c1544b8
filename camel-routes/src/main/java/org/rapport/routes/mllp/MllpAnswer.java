package org.rapport.routes.mllp;

import java.util.Optional;
import java.util.regex.Pattern;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.hl7.RejectedMessageException;

/**
 * What a receiver answered.
 *
 * @param code MSA-1: AA, AE, AR, CA, CE or CR
 * @param control MSA-2, or empty
 * @param fault code and place of ERR such as {@code 101 PID-3}, or empty; no words, which may quote
 *     what was sent
 */
public record MllpAnswer(String code, String control, String fault) {
  private static final Pattern CODES = Pattern.compile("[AC][AER]");

  /** Anything else may be words, and words may be somebody's name. */
  private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

  private static final Pattern SEGMENT = Pattern.compile("[A-Z][A-Z0-9]{2}");
  private static final Hl7Parser PARSER = new Hl7Parser();

  /** Whether it was taken. */
  public boolean accepted() {
    return code.endsWith("A");
  }

  /** Whether it will never be taken as it is. */
  public boolean rejected() {
    return code.endsWith("R");
  }

  /** Reads an acknowledgement; empty where it is none. */
  static Optional<MllpAnswer> read(byte[] raw) {
    Hl7Message message;
    try {
      message = PARSER.parse(Hl7Parser.readable(raw));
    } catch (RejectedMessageException noHl7) {
      return Optional.empty();
    }
    return message
        .first("MSA")
        .filter(msa -> CODES.matcher(msa.value(1)).matches())
        .map(
            msa ->
                new MllpAnswer(
                    msa.value(1),
                    msa.value(2),
                    message.first("ERR").map(MllpAnswer::fault).orElse("")));
  }

  // ERR-3 and ERR-2 since version 2.5, ERR-1 before.
  private static String fault(Hl7Segment err) {
    String code = err.value(3).isEmpty() ? err.field(1).component(4) : err.value(3);
    String segment = err.value(2).isEmpty() ? err.value(1) : err.value(2);
    String field = err.value(2).isEmpty() ? err.field(1).component(3) : err.field(2).component(3);
    StringBuilder fault = new StringBuilder(NUMBER.matcher(code).matches() ? code : "");
    if (SEGMENT.matcher(segment).matches()) {
      fault.append(fault.isEmpty() ? "" : " ").append(segment);
      fault.append(NUMBER.matcher(field).matches() ? "-" + field : "");
    }
    return fault.toString();
  }
}
