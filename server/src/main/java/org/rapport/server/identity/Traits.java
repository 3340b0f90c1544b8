package org.rapport.server.identity;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;

/**
 * What is known of somebody who may be a patient. Everything may be missing.
 *
 * @param given the name people call them by, or null
 * @param family or null
 * @param birthDate or null where it is not known to the day
 * @param telecom phone, sms and email count, others do not
 * @param identifiers those with a system count
 */
public record Traits(
    String given,
    String family,
    LocalDate birthDate,
    List<ContactPoint> telecom,
    List<Identifier> identifiers) {
  public Traits {
    telecom = List.copyOf(telecom);
    identifiers = List.copyOf(identifiers);
  }

  /** What a Patient says of itself; the first of its names that is not an old one. */
  public static Traits of(Patient patient) {
    Optional<HumanName> name =
        patient.getName().stream()
            .filter(one -> one.getUse() != HumanName.NameUse.OLD)
            .filter(one -> one.hasGiven() || one.hasFamily())
            .findFirst();
    return new Traits(
        name.filter(HumanName::hasGiven).map(one -> one.getGiven().get(0).getValue()).orElse(null),
        name.map(HumanName::getFamily).orElse(null),
        birthDate(patient),
        patient.getTelecom(),
        patient.getIdentifier());
  }

  private static LocalDate birthDate(Patient patient) {
    String born = patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "";
    return born.length() == 10 ? LocalDate.parse(born) : null;
  }
}
