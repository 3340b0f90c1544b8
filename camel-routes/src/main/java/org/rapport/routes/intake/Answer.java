package org.rapport.routes.intake;

import java.util.Optional;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Acknowledgements.Code;
import org.rapport.routes.intake.hl7.Fault;

/**
 * What a sender is told of its message.
 *
 * @param code MSA-1
 * @param text MSA-3, in words; nothing of the patient
 * @param fault why it was refused; empty with AA
 * @param acknowledgement the message that says so, without frame
 */
public record Answer(Code code, String text, Optional<Fault> fault, byte[] acknowledgement) {

  static Answer accepted(Acknowledgements acknowledgements, byte[] raw, String text) {
    return new Answer(Code.AA, text, Optional.empty(), acknowledgements.accept(raw, text));
  }

  static Answer refused(Acknowledgements acknowledgements, byte[] raw, Code code, Fault fault) {
    return new Answer(
        code,
        fault.error().display(),
        Optional.of(fault),
        acknowledgements.refuse(raw, code, fault));
  }

  /** Whether the message was taken. */
  public boolean isAccepted() {
    return code == Code.AA;
  }
}
