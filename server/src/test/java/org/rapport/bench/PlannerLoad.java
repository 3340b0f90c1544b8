package org.rapport.bench;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.journey.Facts;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.JourneyReader;
import org.rapport.server.journey.Planner;
import org.rapport.time.CivilTime;

/**
 * Plans of the shipped reminders a second on one thread: a new visit each time, in one of five
 * zones, so that nothing is computed twice. See docs/benchmarks.md for the command.
 */
public final class PlannerLoad {
  private static final int VISITS = 20_000;
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("America/Toronto"),
          ZoneId.of("America/Phoenix"),
          ZoneId.of("Europe/London"),
          ZoneId.of("Australia/Sydney"),
          ZoneId.of("Asia/Kathmandu"));

  private PlannerLoad() {}

  public static void main(String[] args) throws IOException {
    Journey journey = journey();
    Planner planner = new Planner(CivilTime.installed());
    Instant now = Instant.parse("2027-03-01T15:00:00Z");
    List<Facts> facts = new ArrayList<>();
    for (int n = 0; n < VISITS; n++) {
      Instant start = now.plus(Duration.ofMinutes(37L * n % (90 * 24 * 60) + 60));
      facts.add(
          new Facts(
              "patient-" + n,
              Facts.PatientState.ACTIVE,
              ZONES.get(n % ZONES.size()),
              Focus.visit("visit-" + n, "booked", start, start.plusSeconds(1800)),
              List.of()));
    }
    for (int round = 0; round < 8; round++) {
      long steps = 0;
      long begin = System.nanoTime();
      for (Facts one : facts) {
        steps += planner.plan(journey, one, now).steps().size();
      }
      System.out.printf(
          "%,.0f plans/s (%d steps)%n", VISITS / ((System.nanoTime() - begin) / 1e9), steps);
    }
  }

  private static Journey journey() throws IOException {
    try (InputStream in =
        PlannerLoad.class.getResourceAsStream(
            "/rapport-profiles/PlanDefinition-appointment-reminders.json")) {
      PlanDefinition plan =
          FhirContext.forR4Cached()
              .newJsonParser()
              .parseResource(
                  PlanDefinition.class, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return JourneyReader.read(
          plan,
          new JourneyReader.Templates() {
            @Override
            public String purpose(String canonical) {
              return "appointment";
            }

            @Override
            public boolean isTask(String canonical) {
              return false;
            }
          });
    }
  }
}
