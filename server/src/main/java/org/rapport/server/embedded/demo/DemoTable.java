package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.time.CivilTime;

/** What was planned for whom, and what came of it, read back through the FHIR API. */
final class DemoTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
  private static final String NOTICE = "change-notice";
  private static final String ROW = "%-20s %-9s %-26s %-15s %-26s %-6s %s%n";

  private final IGenericClient client;
  private final ZoneId zone;
  private final Instant since;

  /**
   * A table of what was planned from an instant on.
   *
   * @param since what was played before is not told
   */
  DemoTable(IGenericClient client, ZoneId zone, Instant since) {
    this.client = client;
    this.zone = zone;
    this.since = since;
  }

  private record Line(
      String patient,
      Instant at,
      String language,
      String visit,
      String step,
      String when,
      String by,
      String outcome) {}

  /**
   * The table. What is about a visit is at the time of its place, all else at the clinic's; another
   * clock than the clinic's is named.
   */
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
    all("CommunicationRequest?authored=ge" + since)
        .forEach(r -> requests.add((CommunicationRequest) r));
    List<Line> lines = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (CommunicationRequest request : requests) {
      String focus = request.getAboutFirstRep().getReference();
      told.add(focus);
      lines.add(line(request, visits.get(focus), patients, places));
    }
    visits.forEach(
        (reference, visit) -> {
          if (!told.contains(reference) && !reference.contains("/" + DemoWeek.VISITS)) {
            lines.add(silent(visit, patients, places));
          }
        });
    StringBuilder table = new StringBuilder();
    table.append(
        ROW.formatted("Patient", "Language", "Visit", "Step", "When", "By", "What came of it"));
    lines.stream()
        .sorted(Comparator.comparing(Line::patient).thenComparing(Line::at))
        .forEach(
            line ->
                table.append(
                    ROW.formatted(
                        line.patient(),
                        line.language(),
                        line.visit(),
                        line.step(),
                        line.when(),
                        line.by(),
                        line.outcome())));
    return table.toString();
  }

  private Line line(
      CommunicationRequest request,
      Appointment visit,
      Map<String, Patient> patients,
      Map<String, Location> places) {
    Patient patient = patients.get(request.getSubject().getReference());
    ZoneId local = visit == null ? zone : zone(visit, places);
    Instant at = request.getOccurrenceDateTimeType().getValue().toInstant();
    return new Line(
        name(patient),
        at,
        language(patient),
        visit == null || !visit.hasStart() ? "" : time(visit.getStart().toInstant(), local),
        step(request),
        time(at, local),
        request.hasMedium() ? request.getMediumFirstRep().getCodingFirstRep().getCode() : "-",
        outcome(request));
  }

  // Somebody has booked and hears nothing: whoever looks at the table asks why.
  private Line silent(
      Appointment visit, Map<String, Patient> patients, Map<String, Location> places) {
    Patient patient =
        visit.getParticipant().stream()
            .map(one -> patients.get(one.getActor().getReference()))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    Instant at = visit.hasStart() ? visit.getStart().toInstant() : Instant.EPOCH;
    String why;
    if (patient == null) {
      why = "it names no patient";
    } else if (patient.hasActive() && !patient.getActive()) {
      why = "the patient's record is inactive";
    } else if (patient.hasDeceased() && !"false".equals(patient.getDeceased().primitiveValue())) {
      why = "the patient has died";
    } else if (!visit.hasStart()) {
      why = "the visit has no time yet";
    } else if (visit.getStatus() != Appointment.AppointmentStatus.BOOKED) {
      why = "the visit is " + visit.getStatus().toCode();
    } else {
      why = "no journey is about it";
    }
    return new Line(
        name(patient),
        at,
        language(patient),
        visit.hasStart() ? time(at, zone(visit, places)) : "",
        "-",
        "",
        "-",
        "nothing planned: " + why);
  }

  private List<Resource> all(String search) {
    List<Resource> found = new ArrayList<>();
    Bundle page =
        client
            .search()
            .byUrl(search + (search.contains("?") ? "&" : "?") + "_count=200")
            .returnBundle(Bundle.class)
            .execute();
    while (page != null) {
      page.getEntry().forEach(entry -> found.add(entry.getResource()));
      page = page.getLink(Bundle.LINK_NEXT) == null ? null : client.loadPage().next(page).execute();
    }
    return found;
  }

  private ZoneId zone(Appointment visit, Map<String, Location> places) {
    Location place =
        visit.getParticipant().stream()
            .map(one -> places.get(one.getActor().getReference()))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return VisitZone.of(visit, place, zone).zone();
  }

  private String time(Instant instant, ZoneId local) {
    LocalDateTime there = CivilTime.installed().local(instant, local);
    return there.equals(CivilTime.installed().local(instant, zone))
        ? TIME.format(there)
        : TIME.format(there) + " " + local.getId().replaceFirst(".*/", "").replace('_', ' ');
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

  // A change notice stands in the place of the step that it replaces, and is called what it is.
  private static String step(CommunicationRequest request) {
    Extension origin = request.getExtensionByUrl(Extensions.JOURNEY_STEP);
    if (origin == null) {
      return "by hand";
    }
    String step = origin.getExtensionByUrl(Extensions.JourneyStep.STEP).getValue().primitiveValue();
    Extension template = origin.getExtensionByUrl(Extensions.JourneyStep.TEMPLATE);
    return template != null
            && template.getValue().primitiveValue().replaceFirst("\\|.*", "").endsWith(NOTICE)
        ? NOTICE
        : step;
  }

  private String outcome(CommunicationRequest request) {
    return switch (request.getStatus()) {
      case COMPLETED -> "sent";
      case ACTIVE -> planned(request);
      default -> "not sent: " + request.getStatusReason().getCodingFirstRep().getCode();
    };
  }

  // What stands in the plan and would be refused today is no promise.
  private String planned(CommunicationRequest request) {
    Parameters said =
        client
            .operation()
            .onInstance(request.getIdElement().toUnqualifiedVersionless())
            .named("$explain")
            .withParameter(Parameters.class, "when", new CodeType("now"))
            .useHttpGet()
            .execute();
    return said.getParameter().stream()
        .filter(rule -> "refuse".equals(part(rule, "verdict")))
        .findFirst()
        .map(rule -> "as things stand not sent: " + part(rule, "detail").replaceFirst(":.*", ""))
        .orElse("planned");
  }

  private static String part(ParametersParameterComponent rule, String name) {
    return rule.getPart().stream()
        .filter(part -> part.getName().equals(name))
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }
}
