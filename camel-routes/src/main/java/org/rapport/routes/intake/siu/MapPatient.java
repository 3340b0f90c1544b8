package org.rapport.routes.intake.siu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.profiles.Extensions;
import org.rapport.routes.intake.hl7.Hl7DateTime;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * PID to Patient, over what is stored. An empty field leaves the stored element, HL7 null deletes
 * it, a value replaces it as a whole; what v2 cannot carry is kept.
 */
final class MapPatient {

  private static final String BCP_47 = "urn:ietf:bcp:47";

  /** ISO 639-2 bibliographic codes, which Java does not list, by their terminologic ones. */
  private static final Map<String, String> BIBLIOGRAPHIC =
      Map.ofEntries(
          Map.entry("fre", "fra"),
          Map.entry("ger", "deu"),
          Map.entry("chi", "zho"),
          Map.entry("dut", "nld"),
          Map.entry("gre", "ell"),
          Map.entry("per", "fas"),
          Map.entry("rum", "ron"),
          Map.entry("slo", "slk"),
          Map.entry("cze", "ces"),
          Map.entry("wel", "cym"),
          Map.entry("arm", "hye"),
          Map.entry("alb", "sqi"),
          Map.entry("bur", "mya"),
          Map.entry("geo", "kat"),
          Map.entry("may", "msa"),
          Map.entry("ice", "isl"),
          Map.entry("mac", "mkd"),
          Map.entry("baq", "eus"),
          Map.entry("tib", "bod"));

  private MapPatient() {}

  /**
   * Maps one patient. Returns a new resource with the stored id, or the key's id for a new one; the
   * stored resource is not changed.
   */
  static Patient map(PatientKey key, SenderProfile sender, Optional<Patient> stored) {
    Patient patient = stored.map(Patient::copy).orElseGet(() -> newPatient(key));
    Hl7Segment pid = key.pid();
    key.identifiers().forEach(identifier -> addIdentifier(patient, identifier));
    whenSent(
        pid.repetitions(5),
        names -> patient.setName(names.stream().map(MapPatient::name).toList()),
        () -> patient.setName(new ArrayList<>()));
    whenSent(
        pid.repetitions(7),
        dates ->
            Hl7DateTime.parse(dates.get(0).value())
                .ifPresent(d -> patient.setBirthDateElement(new DateType(d.isoDate()))),
        () -> patient.setBirthDateElement(null));
    whenSent(
        pid.repetitions(8),
        codes -> patient.setGender(gender(codes.get(0).value())),
        () -> patient.setGenderElement(null));
    whenSent(
        pid.repetitions(11),
        addresses -> patient.setAddress(addresses.stream().map(MapPatient::address).toList()),
        () -> patient.setAddress(new ArrayList<>()));
    telecom(patient, pid, sender);
    whenSent(
        pid.repetitions(15),
        languages ->
            language(languages.get(0))
                .ifPresentOrElse(
                    code -> prefer(patient, code), () -> alsoSpeaks(patient, languages.get(0))),
        () ->
            patient
                .getCommunication()
                .removeIf(Patient.PatientCommunicationComponent::getPreferred));
    deceased(patient, pid);
    return patient;
  }

  private static Patient newPatient(PatientKey key) {
    Patient patient = new Patient();
    patient.setId(key.newId());
    return patient.setActive(true);
  }

  /** Runs {@code replace} with the valued repetitions, {@code delete} on HL7 null, else nothing. */
  private static void whenSent(
      List<Hl7Field> repetitions, Consumer<List<Hl7Field>> replace, Runnable delete) {
    List<Hl7Field> valued = repetitions.stream().filter(Hl7Field::isValued).toList();
    if (!valued.isEmpty()) {
      replace.accept(valued);
    } else if (repetitions.stream().anyMatch(Hl7Field::isNull)) {
      delete.run();
    }
  }

  private static void addIdentifier(Patient patient, Identifier identifier) {
    boolean known =
        patient.getIdentifier().stream()
            .anyMatch(
                i ->
                    identifier.getSystem().equals(i.getSystem())
                        && identifier.getValue().equals(i.getValue()));
    if (!known) {
      patient.addIdentifier(identifier);
    }
  }

  private static HumanName name(Hl7Field xpn) {
    HumanName name = new HumanName();
    ifValued(xpn.component(1), name::setFamily);
    ifValued(xpn.component(2), name::addGiven);
    ifValued(xpn.component(3), name::addGiven);
    ifValued(xpn.component(4), name::addSuffix);
    ifValued(xpn.component(5), name::addPrefix);
    ifValued(xpn.component(6), name::addSuffix);
    switch (xpn.component(7).toUpperCase(Locale.ROOT)) {
      case "L" -> name.setUse(HumanName.NameUse.OFFICIAL);
      case "D" -> name.setUse(HumanName.NameUse.USUAL);
      case "M" -> name.setUse(HumanName.NameUse.MAIDEN);
      case "N" -> name.setUse(HumanName.NameUse.NICKNAME);
      case "T" -> name.setUse(HumanName.NameUse.TEMP);
      default -> name.setUseElement(null);
    }
    return name;
  }

  /** Table HL70001 by the v2-to-FHIR concept map, and the digits some senders use. */
  private static AdministrativeGender gender(String code) {
    return switch (code.toUpperCase(Locale.ROOT)) {
      case "M", "1", "MALE" -> AdministrativeGender.MALE;
      case "F", "2", "FEMALE" -> AdministrativeGender.FEMALE;
      case "O", "A", "N", "OTHER" -> AdministrativeGender.OTHER;
      default -> AdministrativeGender.UNKNOWN;
    };
  }

  private static Address address(Hl7Field xad) {
    Address address = new Address();
    String street =
        Stream.of(xad.sub(1, 3), xad.sub(1, 1), xad.sub(1, 2))
            .filter(part -> !part.isEmpty())
            .distinct()
            .collect(Collectors.joining(" "));
    ifValued(street, address::addLine);
    ifValued(xad.component(2), address::addLine);
    ifValued(xad.component(3), address::setCity);
    ifValued(xad.component(4), address::setState);
    ifValued(xad.component(5), address::setPostalCode);
    ifValued(xad.component(6), address::setCountry);
    switch (xad.component(7).toUpperCase(Locale.ROOT)) {
      case "H", "P" -> address.setUse(Address.AddressUse.HOME);
      case "B", "O" -> address.setUse(Address.AddressUse.WORK);
      case "C" -> address.setUse(Address.AddressUse.TEMP);
      case "M" -> address.setType(Address.AddressType.POSTAL);
      default -> address.setUseElement(null);
    }
    return address;
  }

  /**
   * PID-14 holds the business numbers, PID-13 and PID-40 all others: each replaces its own kind. A
   * business number among the others replaces those of its kind too.
   */
  private static void telecom(Patient patient, Hl7Segment pid, SenderProfile sender) {
    List<ContactPoint> stored = List.copyOf(patient.getTelecom());
    List<Hl7Field> own = new ArrayList<>(pid.repetitions(13));
    own.addAll(pid.repetitions(40));
    List<ContactPoint> contacts = new ArrayList<>(contacts(own, ContactPointUse.HOME, sender));
    boolean work =
        isSent(pid.repetitions(14))
            || contacts.stream().anyMatch(contact -> contact.getUse() == ContactPointUse.WORK);
    contacts.addAll(contacts(pid.repetitions(14), ContactPointUse.WORK, sender));
    boolean others = isSent(own);
    patient
        .getTelecom()
        .removeIf(t -> (t.getUse() == ContactPointUse.WORK ? work : others) && !isConfidential(t));
    contacts.forEach(contact -> addTelecom(patient, contact, stored));
  }

  private static List<ContactPoint> contacts(
      List<Hl7Field> repetitions, ContactPointUse use, SenderProfile sender) {
    return repetitions.stream()
        .filter(Hl7Field::isValued)
        .flatMap(xtn -> MapTelecom.map(xtn, use, sender.phoneRegion()).stream())
        .toList();
  }

  private static boolean isSent(List<Hl7Field> repetitions) {
    return repetitions.stream().anyMatch(field -> field.isValued() || field.isNull());
  }

  private static void addTelecom(Patient patient, ContactPoint contact, List<ContactPoint> stored) {
    if (patient.getTelecom().stream().anyMatch(t -> isSame(t, contact))) {
      return;
    }
    // Rank and extensions are knowledge of ours about that number; v2 sends the number only.
    Optional<ContactPoint> known = stored.stream().filter(t -> isSame(t, contact)).findFirst();
    known.ifPresent(
        t -> {
          contact.setRankElement(t.getRankElement());
          contact.setExtension(t.getExtension());
          contact.setId(t.getId());
        });
    patient.addTelecom(contact);
  }

  private static boolean isSame(ContactPoint a, ContactPoint b) {
    return a.getSystem() == b.getSystem() && b.getValue().equals(a.getValue());
  }

  /** A contact the patient asked to be reached at alone outlives what the EHR knows. */
  private static boolean isConfidential(ContactPoint contact) {
    return contact.hasExtension(Extensions.CONFIDENTIAL_CONTACT);
  }

  /** BCP-47 code of a CWE language: ISO 639 codes of two or three letters, or an English name. */
  private static Optional<String> language(Hl7Field cwe) {
    return Stream.of(1, 4, 2, 5)
        .map(cwe::component)
        .map(MapPatient::languageCode)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> languageCode(String text) {
    String code = text.toLowerCase(Locale.ROOT).replace('_', '-');
    if (code.matches("[a-z]{2}(-[a-z]{2})?")) {
      Locale locale = Locale.forLanguageTag(code);
      boolean known = Arrays.asList(Locale.getISOLanguages()).contains(locale.getLanguage());
      return known ? Optional.of(locale.toLanguageTag()) : Optional.empty();
    }
    String terminologic = BIBLIOGRAPHIC.getOrDefault(code, code);
    for (String iso : Locale.getISOLanguages()) {
      Locale locale = new Locale(iso);
      if (iso3(locale).equals(terminologic)
          || locale.getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(code)) {
        return Optional.of(locale.toLanguageTag());
      }
    }
    return Optional.empty();
  }

  private static String iso3(Locale locale) {
    try {
      return locale.getISO3Language();
    } catch (MissingResourceException none) {
      return "";
    }
  }

  /** A language that has no code we know is kept in the sender's words; nothing is chosen by it. */
  private static void alsoSpeaks(Patient patient, Hl7Field cwe) {
    String text = cwe.component(2).isEmpty() ? cwe.component(1) : cwe.component(2);
    boolean known =
        patient.getCommunication().stream().anyMatch(c -> text.equals(c.getLanguage().getText()));
    if (!text.isEmpty() && !known) {
      patient.addCommunication().setLanguage(new CodeableConcept().setText(text));
    }
  }

  private static void prefer(Patient patient, String code) {
    Patient.PatientCommunicationComponent preferred = null;
    for (Patient.PatientCommunicationComponent each : patient.getCommunication()) {
      boolean same =
          each.getLanguage().getCoding().stream().anyMatch(c -> code.equalsIgnoreCase(c.getCode()));
      if (same && preferred == null) {
        preferred = each;
      } else if (each.getPreferred()) {
        each.setPreferred(false);
      }
    }
    if (preferred == null) {
      preferred = patient.addCommunication();
      preferred.setLanguage(new CodeableConcept(new Coding(BCP_47, code, null)));
    }
    preferred.setPreferred(true);
  }

  private static void deceased(Patient patient, Hl7Segment pid) {
    Optional<Hl7DateTime> died = Hl7DateTime.parse(pid.value(29));
    if (died.isPresent()) {
      patient.setDeceased(new DateTimeType(died.get().isoDate()));
    } else if ("Y".equalsIgnoreCase(pid.value(30))) {
      if (!patient.hasDeceasedDateTimeType()) {
        patient.setDeceased(new BooleanType(true));
      }
    } else if ("N".equalsIgnoreCase(pid.value(30)) && patient.hasDeceased()) {
      patient.setDeceased(new BooleanType(false));
    } else if (pid.field(30).isNull() || pid.field(29).isNull()) {
      patient.setDeceased(null);
    }
  }

  private static void ifValued(String text, Consumer<String> setter) {
    if (!text.isEmpty()) {
      setter.accept(text);
    }
  }
}
