package org.rapport.server.simulate;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Planner;
import org.rapport.server.outreach.release.DryGate;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.time.CivilTime;

/**
 * Runs a journey over a scenario. People are independent of each other, so they are simulated in
 * parallel; the result is in the order of the scenario, and of time for each person.
 */
final class Simulation {
  private final Planner planner = new Planner(CivilTime.installed());
  private final Journey journey;
  private final Scenario scenario;
  private final DryGate gate;
  private final ZoneId clinicZone;
  private final String region;
  private final boolean upcoming;

  Simulation(Journey journey, Scenario scenario, DryGate gate, RapportSettings settings) {
    this.journey = journey;
    this.scenario = scenario;
    this.gate = gate;
    this.clinicZone = settings.clinic().zone();
    this.region = Addresses.region(settings.clinic().phone(), "US");
    this.upcoming = journey.triggers().stream().allMatch(Journey.Trigger::upcomingVisit);
  }

  /** Every message from {@code from} to {@code to}, exclusive. */
  List<SimulatedMessage> run(Instant from, Instant to) {
    return scenario.people().parallelStream()
        .map(person -> person(person).run(from, to))
        .flatMap(List::stream)
        .toList();
  }

  private SimulatedPerson person(Scenario.Person person) {
    List<SimulatedEnrolment> enrolments =
        person.foci().stream()
            .filter(focus -> journey.isAbout(Focus.of(focus).type()))
            .map(focus -> enrolment(person, focus))
            .toList();
    return new SimulatedPerson(person, enrolments, upcoming, gate, region);
  }

  private SimulatedEnrolment enrolment(Scenario.Person person, Resource focus) {
    Location place = scenario.place(focus);
    String zone = place == null ? null : ZoneCodes.of(place);
    BusinessHours hours =
        place == null
            ? null
            : BusinessHours.of(
                place, scenario.services(place), zone == null ? clinicZone : ZoneId.of(zone));
    return new SimulatedEnrolment(planner, journey, person, focus, place, hours, clinicZone);
  }
}
