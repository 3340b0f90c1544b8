package org.rapport.server.projection.read;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.StringType;

/** What a Location says to those who come to it. Pure. */
public final class LocationRecord {
  private LocationRecord() {}

  /**
   * The name for patients, or null. A place that only an EHR's codes name (ward, room) says nothing
   * to patients, and may tell too much: its name is used once somebody has given it an address.
   */
  public static String nameForPatients(Location location) {
    return location.hasAddress() ? location.getName() : null;
  }

  /** The first telephone number, or null. */
  public static String phone(Location location) {
    return location.getTelecom().stream()
        .filter(telecom -> telecom.getSystem() == ContactPointSystem.PHONE && telecom.hasValue())
        .findFirst()
        .map(telecom -> telecom.getValue())
        .orElse(null);
  }

  /** The address in one line, or null. */
  public static String address(Address address) {
    if (address == null || address.isEmpty()) {
      return null;
    }
    String text =
        address.hasText()
            ? address.getText()
            : Stream.concat(
                    address.getLine().stream().map(StringType::getValue),
                    Stream.of(address.getCity()))
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(", "));
    return text.isBlank() ? null : text;
  }
}
