package org.rapport.server.rights;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;

/**
 * Whether a raw message is about a person: it has one of their identifiers, numbers or mailboxes,
 * or their name with their birth date. Pure.
 */
final class Mentions {
  /** Shorter identifiers are set ids and codes of other fields. */
  private static final int SHORTEST = 4;

  /** A number without its country. */
  private static final int NUMBER = 10;

  private final Set<String> identifiers = new HashSet<>();
  private final Set<String> numbers = new TreeSet<>();
  private final Set<String> mailboxes = new TreeSet<>();
  private final Set<String> born = new HashSet<>();
  private final Set<List<String>> names = new HashSet<>();

  /** Of a person, with every record that stands for them. */
  Mentions(Iterable<Patient> records) {
    records.forEach(this::add);
  }

  private void add(Patient patient) {
    patient.getIdentifier().stream()
        .filter(identifier -> identifier.hasValue() && identifier.getValue().length() >= SHORTEST)
        .forEach(identifier -> identifiers.add(identifier.getValue()));
    patient
        .getTelecom()
        .forEach(
            telecom -> {
              String value = telecom.hasValue() ? telecom.getValue() : "";
              if (telecom.getSystem() == ContactPointSystem.EMAIL) {
                mailboxes.add(small(value.strip()));
              } else if (digits(value).length() >= NUMBER) {
                numbers.add(end(digits(value)));
              }
            });
    mailboxes.remove("");
    if (patient.hasBirthDate()) {
      born.add(patient.getBirthDateElement().getValueAsString().replace("-", ""));
    }
    for (HumanName name : patient.getName()) {
      if (name.hasFamily() && name.hasGiven()) {
        names.add(List.of(small(name.getFamily()), small(name.getGiven().get(0).getValue())));
      }
    }
  }

  /** Whether a text is about them. */
  boolean in(String text) {
    String small = small(text);
    Set<String> parts =
        Arrays.stream(text.split("[\\r\\n]+"))
            // Of HL7 v2 only what says who it is about: other fields have numbers of their own.
            .filter(line -> !text.startsWith("MSH") || line.matches("(?s)(PID|MRG).*"))
            .flatMap(line -> Arrays.stream(line.split("[|^~&\\\\\\s]+")))
            .collect(Collectors.toSet());
    if (parts.stream().anyMatch(identifiers::contains)
        || mailboxes.stream().anyMatch(small::contains)) {
      return true;
    }
    boolean number =
        !numbers.isEmpty()
            && Arrays.stream(text.split("[|~\\r\\n]+"))
                .flatMap(field -> Arrays.stream(field.split("\\^")))
                .map(Mentions::digits)
                .anyMatch(digits -> digits.length() >= NUMBER && numbers.contains(end(digits)));
    boolean named =
        names.stream().anyMatch(name -> name.stream().allMatch(small::contains))
            && born.stream().anyMatch(date -> text.replace("-", "").contains(date));
    return number || named;
  }

  /** What a stored resource that names nobody would say of them: numbers and mailboxes. */
  List<String> addresses() {
    return Stream.concat(numbers.stream(), mailboxes.stream()).toList();
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  private static String end(String digits) {
    return digits.substring(digits.length() - NUMBER);
  }

  private static String small(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
