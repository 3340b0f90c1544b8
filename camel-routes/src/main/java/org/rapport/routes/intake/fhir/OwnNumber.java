package org.rapport.routes.intake.fhir;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.profiles.Canonicals;

/**
 * The identifier by which an EHR is told of a visit that was booked here, and by which its own word
 * about that visit is known again.
 */
public final class OwnNumber {
  private static final String SYSTEM = Canonicals.BASE + "/Appointment";

  private OwnNumber() {}

  /** That of one of ours, which has an id. */
  public static Identifier of(Appointment ours) {
    return new Identifier().setSystem(SYSTEM).setValue(ours.getIdElement().getIdPart());
  }

  /** The id of our Appointment that an EHR's names; empty where it names none. */
  public static Optional<String> in(List<Identifier> theirs) {
    return theirs.stream()
        .filter(one -> SYSTEM.equals(one.getSystem()) && one.hasValue())
        .map(Identifier::getValue)
        .filter(value -> value.matches("[A-Za-z0-9\\-.]{1,64}"))
        .findFirst();
  }
}
