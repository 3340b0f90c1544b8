package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.trial.PlannedMessage;
import org.rapport.routes.intake.trial.Plans;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Planner;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.simulate.SimulatedEnrolment.Held;
import org.rapport.time.CivilTime;

/**
 * What messages to patients would be planned as HL7 v2 messages of a trial are applied, by the
 * journeys that ship. What has come due before the next HL7 v2 message is taken to have gone out:
 * whether it may is the gate's to say, and that is what {@code simulate} shows.
 */
public final class TrialPlans implements Plans {
  private static final String ABOUT = "Appointment";

  private final Planner planner = new Planner(CivilTime.installed());
  private final List<Journey> journeys;
  private final ZoneId clinicZone;
  private final Map<String, SimulatedEnrolment> enrolments = new LinkedHashMap<>();
  private final Map<String, String> visits = new LinkedHashMap<>();

  private TrialPlans(List<Journey> journeys, ZoneId clinicZone) {
    this.journeys = journeys;
    this.clinicZone = clinicZone;
  }

  /**
   * Plans for trials, each from nothing.
   *
   * @param clinicZone of visits that say no other
   */
  public static Plans.Source of(ZoneId clinicZone) {
    List<Journey> journeys;
    try {
      journeys =
          ShippedDefinitions.inForce(FhirContext.forR4Cached()).active().values().stream()
              .filter(journey -> journey.isAbout(ABOUT) && journey.sendsMessages())
              .sorted(Comparator.comparing(Journey::url))
              .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return () -> new TrialPlans(journeys, clinicZone);
  }

  @Override
  public void applied(Instant now, List<? extends Resource> stored) {
    Scenario scenario = Scenario.of(stored);
    for (Scenario.Person person : scenario.people()) {
      for (Appointment visit : person.visits()) {
        for (Journey journey : journeys) {
          plan(journey, person, visit, scenario, now);
        }
      }
    }
  }

  private void plan(
      Journey journey, Scenario.Person person, Appointment visit, Scenario scenario, Instant now) {
    String key =
        String.join(
            " ",
            journey.url(),
            person.patient().getIdElement().getIdPart(),
            visit.getIdElement().getIdPart());
    visits.put(key, number(visit));
    Location place = scenario.place(visit);
    String zone = place == null ? null : ZoneCodes.of(place);
    BusinessHours hours =
        place == null
            ? null
            : BusinessHours.of(
                place, scenario.services(place), zone == null ? clinicZone : ZoneId.of(zone));
    SimulatedEnrolment enrolment =
        enrolments.computeIfAbsent(
            key,
            one ->
                new SimulatedEnrolment(planner, journey, person, visit, place, hours, clinicZone));
    for (Held held : enrolment.held()) {
      if (held.active() && held.message() && held.step().occurrence().isBefore(now)) {
        held.sent();
      }
    }
    enrolment.becomes(person, visit, place, hours);
    enrolment.reconcile(now, new ArrayList<>());
  }

  private static String number(Appointment visit) {
    return visit.getIdentifierFirstRep().getValue();
  }

  @Override
  public List<PlannedMessage> planned() {
    List<PlannedMessage> planned = new ArrayList<>();
    enrolments.forEach(
        (key, enrolment) ->
            enrolment.held().stream()
                .filter(Held::message)
                .map(held -> planned(key, held))
                .forEach(planned::add));
    planned.sort(
        Comparator.comparing(PlannedMessage::visit, Comparator.nullsFirst(String::compareTo))
            .thenComparing(PlannedMessage::due)
            .thenComparing(PlannedMessage::journey)
            .thenComparing(PlannedMessage::step));
    return planned;
  }

  private PlannedMessage planned(String key, Held held) {
    String url = key.substring(0, key.indexOf(' '));
    Optional<String> refusal =
        held.status() == CommunicationRequestStatus.REVOKED
            ? SimulatedEnrolment.refusal(held)
            : Optional.empty();
    return new PlannedMessage(
        url.substring(url.lastIndexOf('/') + 1),
        held.step().step(),
        visits.get(key),
        held.step().occurrence().atZone(held.step().zone()).toOffsetDateTime().toString(),
        held.status().toCode(),
        refusal.orElse(null));
  }
}
