package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.Outreach.Planned;

/** Starts that are refused with one line, and starts after a time of silence. */
@ExtendWith(SharedClinic.class)
class StartIT {

  @Test
  void wrongSettingEndsTheStartWithOneLineThatNamesIt() {
    Map<String, String> settings = RapportProcess.settings(RapportProcess.folder("wrong"));
    settings.put("RAPPORT_MLLP_PORT", "abc");

    assertRefused(settings, "RAPPORT_MLLP_PORT");
  }

  @Test
  void secondProcessOnADataFolderIsRefusedAndTheFirstGoesOn(Clinic clinic) {
    assertRefused(RapportProcess.settings(clinic.data()), "RAPPORT_DATA");

    assertThat(clinic.fhir().get("/Patient?_count=1").status()).isEqualTo(200);
  }

  private static void assertRefused(Map<String, String> settings, String setting) {
    RapportProcess process = RapportProcess.launch(RapportProcess.serverJar(), settings);

    assertThat(process.exitCode()).isNotZero();
    List<String> errors =
        process
            .log()
            .lines()
            .filter(line -> !line.isBlank() && !line.contains(" INFO ") && !line.contains(" WARN "))
            .toList();
    assertThat(errors).singleElement().satisfies(line -> assertThat(line).startsWith(setting));
  }

  @Test
  void afterADowntimeWhatIsStillUsefulGoesOnceAndTheRestIsWindowPassed() {
    Path data = RapportProcess.folder("downtime");
    Instant first = Instant.parse("2027-03-01T15:00:00Z");
    Person late = Person.next();
    Person soon = Person.next();
    try (GatewayStub gateway = new GatewayStub(Duration.ZERO)) {
      String lateVisit;
      String soonVisit;
      ZonedDateTime tenDays = first.atZone(Clinic.ZONE).plusDays(10).withHour(14);
      try (RapportProcess process = start(data, gateway, first)) {
        FhirClient fhir = client(process);
        fhir.put(late.patient()).accepted();
        fhir.put(soon.patient()).accepted();
        lateVisit = fhir.create(late.visit(tenDays.toInstant()));
        soonVisit = fhir.create(soon.visit(tenDays.minusDays(8).toInstant()));
        fhir.post("/$clock", new Parameters()).accepted();
      }
      assertThat(gateway.received(late.phone())).hasSize(1);
      assertThat(gateway.received(soon.phone())).hasSize(1);

      Instant back = first.plus(Duration.ofDays(7));
      try (RapportProcess process = start(data, gateway, back)) {
        FhirClient fhir = client(process);
        fhir.post("/$clock", new Parameters()).accepted();

        Outreach outreach = new Outreach(fhir);
        assertThat(outreach.step(lateVisit, "preparation").status()).isEqualTo("completed");
        assertThat(gateway.received(late.phone())).hasSize(2);
        for (String step : List.of("reminder", "last-reminder")) {
          Planned missed = outreach.step(soonVisit, step);
          outreach.assertNotDone(missed, "window-passed");
        }
        assertThat(gateway.received(soon.phone())).hasSize(1);
      }
      Map<String, String> earlier = RapportProcess.settings(data);
      earlier.put("RAPPORT_CLOCK", first.toString());
      assertRefused(earlier, "RAPPORT_CLOCK");
    }
  }

  private static RapportProcess start(Path data, GatewayStub gateway, Instant clock) {
    Map<String, String> settings = RapportProcess.settings(data);
    settings.putAll(gateway.settings());
    settings.put("RAPPORT_CLOCK", clock.toString());
    return RapportProcess.start(RapportProcess.serverJar(), settings);
  }

  private static FhirClient client(RapportProcess process) {
    return new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
  }
}
