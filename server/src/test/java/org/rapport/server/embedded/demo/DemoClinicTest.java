package org.rapport.server.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.rapport.server.embedded.demo.DemoMessages.DemoMessage;

/** The demo clinic is whole, and is the one that its messages speak of. */
class DemoClinicTest {

  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final String EHR = "urn:rapport:ehr:DEMO:CLINIC:";

  private final Bundle clinic = read();

  @Test
  void clinicIsATransactionThatPutsEachResourceUnderItsId() {
    assertThat(clinic.getType()).isEqualTo(BundleType.TRANSACTION);
    assertThat(clinic.getEntry())
        .allSatisfy(
            entry -> {
              assertThat(entry.getRequest().getMethod()).isEqualTo(HTTPVerb.PUT);
              assertThat(entry.getRequest().getUrl()).isEqualTo(nameOf(entry.getResource()));
              assertThat(entry.getFullUrl()).endsWith("/" + nameOf(entry.getResource()));
            })
        .extracting(entry -> entry.getRequest().getUrl())
        .doesNotHaveDuplicates();
  }

  @Test
  void everyReferenceIsToAResourceOfTheClinic() {
    Set<String> names =
        clinic.getEntry().stream()
            .map(BundleEntryComponent::getResource)
            .map(DemoClinicTest::nameOf)
            .collect(Collectors.toSet());

    assertThat(
            clinic.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .flatMap(resource -> FHIR.newTerser().getAllResourceReferences(resource).stream()))
        .extracting(info -> info.getResourceReference().getReferenceElement().getValue())
        .isNotEmpty()
        .allSatisfy(reference -> assertThat(names).contains(reference));
  }

  @Test
  void messagesSpeakOfTheClinicsPatientsAndPlaces() {
    Clock clock = Clock.fixed(Instant.parse("2027-03-01T15:07:00Z"), ZoneId.of("UTC"));
    List<DemoMessage> bookings =
        new DemoMessages(clock, ZoneId.of("America/Toronto")).load().subList(0, 20);

    assertThat(bookings.stream().map(message -> field(message, "PID", 3)))
        .containsExactlyElementsOf(
            all(Patient.class).stream()
                .map(patient -> identifier(patient.getIdentifier(), "patient"))
                .toList());
    assertThat(bookings.stream().map(message -> field(message, "AIL", 3)).distinct())
        .containsExactlyElementsOf(
            all(Location.class).stream()
                .map(place -> identifier(place.getIdentifier(), "location"))
                .toList());
  }

  private static String field(DemoMessage message, String segment, int number) {
    return message
        .er7()
        .lines()
        .filter(line -> line.startsWith(segment + "|"))
        .map(line -> line.split("\\|")[number].split("\\^")[0])
        .findFirst()
        .orElseThrow();
  }

  private static String identifier(List<Identifier> identifiers, String kind) {
    return identifiers.stream()
        .filter(identifier -> identifier.getSystem().equals(EHR + kind))
        .map(Identifier::getValue)
        .findFirst()
        .orElseThrow();
  }

  private <T extends Resource> List<T> all(Class<T> type) {
    return clinic.getEntry().stream()
        .map(BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static String nameOf(Resource resource) {
    return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
  }

  private static Bundle read() {
    IParser parser = FHIR.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    try (InputStream stream = DemoMessages.class.getResourceAsStream(DemoMessages.CLINIC)) {
      return parser.parseResource(
          Bundle.class, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
