package org.rapport.server.projection;

import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.rapport.profiles.Extensions;
import org.rapport.server.sensitivity.Sensitivity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Patient to {@code patient_facts}: whether, where, how and in which language to reach them. */
@Component
public class PatientProjector implements ResourceProjector<Patient> {
  private final JdbcClient jdbc;

  PatientProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Patient> type() {
    return Patient.class;
  }

  @Override
  public void clear() {
    jdbc.sql("delete from rapport.patient_facts").update();
    PatientAddresses.clear(jdbc);
  }

  @Override
  public boolean project(Patient patient) {
    boolean active = isActive(patient);
    String zone = zone(patient);
    String id = patient.getIdElement().getIdPart();
    var before =
        jdbc.sql("select active, zone from rapport.patient_facts where id = ?")
            .param(id)
            .query((row, n) -> row.getBoolean(1) + "|" + row.getString(2))
            .optional();
    jdbc.sql(
            """
            insert into rapport.patient_facts (id, version, active, given, language, zone, country, state,
              postal_code, contacts, sensitivity)
            values (:id, :version, :active, :given, :language, :zone, :country, :state,
              :postalCode, cast(:contacts as jsonb), :sensitivity)
            on conflict (id) do update set version = excluded.version, active = excluded.active,
              given = excluded.given, language = excluded.language, zone = excluded.zone,
              country = excluded.country, state = excluded.state,
              postal_code = excluded.postal_code, contacts = excluded.contacts,
              sensitivity = excluded.sensitivity
            where patient_facts.version <= excluded.version\
            """)
        .param("id", id)
        .param("version", patient.getIdElement().getVersionIdPartAsLong())
        .param("active", active)
        .param("given", given(patient))
        .param("language", language(patient))
        .param("zone", zone)
        .param("country", patient.hasAddress() ? patient.getAddressFirstRep().getCountry() : null)
        .param("state", patient.hasAddress() ? patient.getAddressFirstRep().getState() : null)
        .param(
            "postalCode",
            patient.hasAddress() ? patient.getAddressFirstRep().getPostalCode() : null)
        .param("sensitivity", Sensitivity.of(patient).ordinal())
        .param("contacts", ContactJson.write(contacts(patient)))
        .update();
    PatientAddresses.write(jdbc, id, contacts(patient));
    PatientEpoch.bump(jdbc, id);
    // A new patient has no visits yet, so nothing to plan again.
    return before.isPresent() && !before.get().equals(active + "|" + zone);
  }

  @Override
  public void remove(Patient patient) {
    jdbc.sql("delete from rapport.patient_facts where id = ?")
        .param(patient.getIdElement().getIdPart())
        .update();
    PatientAddresses.remove(jdbc, patient.getIdElement().getIdPart());
  }

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

  static List<ContactJson> contacts(List<ContactPoint> addresses) {
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
            java.util.Comparator.comparingInt(
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

  /** The IANA zone that a patient or a place names; null when it names none that is known. */
  public static String zone(org.hl7.fhir.r4.model.DomainResource resource) {
    Extension extension = resource.getExtensionByUrl(Extensions.TIMEZONE);
    return extension != null && extension.getValue() instanceof CodeType code
        ? ZoneCodes.validOrNull(code.getValue())
        : null;
  }
}
