package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.time.CivilTime;

/** What was planned for whom, and what came of it, read back through the FHIR API. */
final class DemoTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
  private static final String ROW = "%-22s %-9s %-17s %-14s %-17s %-6s %s%n";

  private final IGenericClient client;
  private final ZoneId zone;

  DemoTable(IGenericClient client, ZoneId zone) {
    this.client = client;
    this.zone = zone;
  }

  private record Line(String patient, Appointment visit, CommunicationRequest request) {}

  /** The table; visits are at the time of their place, all else at the clinic's. */
  String print() {
    Map<String, Patient> patients = new HashMap<>();
    Map<String, Location> places = new HashMap<>();
    Map<String, Appointment> visits = new HashMap<>();
    List<CommunicationRequest> requests = new ArrayList<>();
    for (Resource resource : all("Patient")) {
      patients.put("Patient/" + resource.getIdElement().getIdPart(), (Patient) resource);
    }
    for (Resource resource : all("Location")) {
      places.put("Location/" + resource.getIdElement().getIdPart(), (Location) resource);
    }
    for (Resource resource : all("Appointment")) {
      visits.put("Appointment/" + resource.getIdElement().getIdPart(), (Appointment) resource);
    }
    all("CommunicationRequest").forEach(r -> requests.add((CommunicationRequest) r));
    StringBuilder table = new StringBuilder();
    table.append(
        ROW.formatted("Patient", "Language", "Visit", "Step", "When", "By", "What came of it"));
    requests.stream()
        .map(
            request ->
                new Line(
                    name(patients.get(request.getSubject().getReference())),
                    visits.get(request.getAboutFirstRep().getReference()),
                    request))
        .sorted(
            Comparator.comparing(Line::patient)
                .thenComparing(line -> line.request().getOccurrenceDateTimeType().getValue()))
        .forEach(
            line ->
                table.append(
                    ROW.formatted(
                        line.patient(),
                        language(patients.get(line.request().getSubject().getReference())),
                        line.visit() == null || !line.visit().hasStart()
                            ? ""
                            : at(line.visit(), places),
                        step(line.request()),
                        time(line.request().getOccurrenceDateTimeType().getValue().toInstant()),
                        line.request().hasMedium()
                            ? line.request().getMediumFirstRep().getCodingFirstRep().getCode()
                            : "-",
                        outcome(line.request()))));
    return table.toString();
  }

  private List<Resource> all(String type) {
    List<Resource> found = new ArrayList<>();
    Bundle page = client.search().forResource(type).count(200).returnBundle(Bundle.class).execute();
    while (page != null) {
      page.getEntry().forEach(entry -> found.add(entry.getResource()));
      page = page.getLink(Bundle.LINK_NEXT) == null ? null : client.loadPage().next(page).execute();
    }
    return found;
  }

  private String at(Appointment visit, Map<String, Location> places) {
    Location place =
        visit.getParticipant().stream()
            .map(one -> places.get(one.getActor().getReference()))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return time(visit.getStart().toInstant(), VisitZone.of(visit, place, zone).zone());
  }

  private String time(Instant instant) {
    return time(instant, zone);
  }

  private static String time(Instant instant, ZoneId zone) {
    return TIME.format(CivilTime.installed().local(instant, zone));
  }

  private static String name(Patient patient) {
    return patient == null
        ? "?"
        : patient.getNameFirstRep().getGivenAsSingleString()
            + " "
            + patient.getNameFirstRep().getFamily();
  }

  private static String language(Patient patient) {
    return patient == null || !patient.hasCommunication()
        ? "-"
        : patient.getCommunicationFirstRep().getLanguage().getCodingFirstRep().getCode();
  }

  private static String step(CommunicationRequest request) {
    Extension origin = request.getExtensionByUrl(Extensions.JOURNEY_STEP);
    return origin == null
        ? "by hand"
        : origin.getExtensionByUrl(Extensions.JourneyStep.STEP).getValue().primitiveValue();
  }

  private static String outcome(CommunicationRequest request) {
    return switch (request.getStatus()) {
      case COMPLETED -> "sent";
      case ACTIVE -> "planned";
      default -> "not sent: " + request.getStatusReason().getCodingFirstRep().getCode();
    };
  }
}
