package org.rapport.server.projection.read;

import java.util.Comparator;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;

/** What a Patient says of whether, how and in which language to reach them. Pure. */
public final class PatientRecord {
  private PatientRecord() {}

  /** Whether there is somebody to write to: active, alive, and not merged away. */
  public static boolean isActive(Patient patient) {
    boolean dead =
        patient.hasDeceased()
            && !(patient.getDeceased() instanceof BooleanType flag && !flag.booleanValue());
    boolean replaced =
        patient.getLink().stream().anyMatch(link -> link.getType() == LinkType.REPLACEDBY);
    return !dead && !replaced && (!patient.hasActive() || patient.getActive());
  }

  /** The addresses that are in use, usable or not. */
  public static List<ContactJson> contacts(Patient patient) {
    return contacts(patient.getTelecom());
  }

  /** Those of these addresses that are in use; what has no value or no system is none. */
  public static List<ContactJson> contacts(List<ContactPoint> addresses) {
    return addresses.stream()
        .filter(telecom -> telecom.hasValue() && telecom.hasSystem())
        .filter(telecom -> !telecom.hasUse() || !"old".equals(telecom.getUse().toCode()))
        .map(ContactJson::of)
        .toList();
  }

  /** The name people are called by: usual before official before any other; never an old one. */
  public static String given(Patient patient) {
    return patient.getName().stream()
        .filter(HumanName::hasGiven)
        .filter(name -> name.getUse() != HumanName.NameUse.OLD)
        .min(
            Comparator.comparingInt(
                name ->
                    name.getUse() == HumanName.NameUse.USUAL
                        ? 0
                        : name.getUse() == HumanName.NameUse.OFFICIAL ? 1 : 2))
        .map(name -> name.getGiven().get(0).getValue())
        .orElse(null);
  }

  /** The preferred language, else the first; null when there is none. */
  public static String language(Patient patient) {
    return patient.getCommunication().stream()
        .filter(Patient.PatientCommunicationComponent::getPreferred)
        .findFirst()
        .or(() -> patient.getCommunication().stream().findFirst())
        .flatMap(
            communication ->
                communication.getLanguage().getCoding().stream()
                    .filter(coding -> coding.hasCode())
                    .findFirst())
        .map(coding -> coding.getCode())
        .orElse(null);
  }
}
