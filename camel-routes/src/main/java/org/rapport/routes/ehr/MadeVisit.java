package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.api.MethodOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;

/**
 * What an EHR says of the visit that it was sent: its id stands in {@code Location}, with a version
 * or without, relative or at any address; or in {@code Content-Location}; or in the body.
 */
final class MadeVisit {
  private static final List<String> PLACES = List.of("location", "content-location");

  private MadeVisit() {}

  static Optional<String> id(MethodOutcome made) {
    Stream<String> told =
        PLACES.stream()
            .flatMap(place -> header(made, place).stream())
            .map(IdType::new)
            .filter(id -> "Appointment".equals(id.getResourceType()) && id.hasIdPart())
            .map(IdType::getIdPart);
    Stream<String> body =
        Stream.ofNullable(made.getResource())
            .filter(Appointment.class::isInstance)
            .map(one -> ((Appointment) one).getIdElement().getIdPart())
            .filter(id -> id != null && !id.isEmpty());
    return Stream.concat(told, body).findFirst();
  }

  /** Whether it is a page for people rather than an answer. */
  static boolean isPage(MethodOutcome made) {
    return header(made, "content-type").stream()
        .anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("html"));
  }

  private static List<String> header(MethodOutcome made, String name) {
    return Optional.ofNullable(made.getResponseHeaders()).orElse(Map.of()).entrySet().stream()
        .filter(one -> name.equalsIgnoreCase(one.getKey()))
        .flatMap(one -> one.getValue().stream())
        .toList();
  }
}
