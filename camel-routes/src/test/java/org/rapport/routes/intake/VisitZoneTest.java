package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.profiles.Extensions;
import org.rapport.routes.intake.sender.SenderProfiles;

/** Which zone a visit and its place are noted to be in. */
class VisitZoneTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  @Test
  void whenTheProfileNamesAZone_thenVisitAndPlaceHaveIt() {
    IntakeFixture fixture = fixture("[{application: SCHED, zone: America/Los_Angeles}]");

    fixture.accepts(siu("S12").with("TQ1", 7, "20270412093000").with("TQ1", 8, ""));

    assertThat(fixture.start()).isEqualTo("2027-04-12T16:30:00Z");
    assertThat(zone(fixture.appointment())).isEqualTo("America/Los_Angeles");
    assertThat(zone(fixture.store.all(Location.class).get(0))).isEqualTo("America/Los_Angeles");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // The clinic's own, and UTC, in which machines write, say nothing.
        "20270412093000, -",
        "20270412093000-0400, -",
        "20270412133000+0000, -",
        "20270412093000-0700, Etc/GMT+7",
        "20270412093000+0200, Etc/GMT-2",
        "20270412093000+0545, Asia/Kathmandu",
      })
  void whenNoZoneIsNamed_thenAnOffsetThatIsNotTheClinicsIsNoted(String start, String zone) {
    IntakeFixture fixture = new IntakeFixture(SenderProfiles.defaults(TORONTO));

    fixture.accepts(siu("S12").with("TQ1", 7, start).with("TQ1", 8, ""));

    assertThat(zone(fixture.appointment())).isEqualTo(zone);
    assertThat(zone(fixture.store.all(Location.class).get(0))).isNull();
  }

  @Test
  void whenALaterTimeHasNoOffset_thenTheOneBeforeIsForgotten() {
    IntakeFixture fixture = new IntakeFixture(SenderProfiles.defaults(TORONTO));

    fixture
        .accepts(siu("S12").with("TQ1", 7, "20270412093000-0700"))
        .accepts(siu("S13").at("20261123000100-0600").with("TQ1", 7, "20270412093000"));

    assertThat(zone(fixture.appointment())).isNull();
  }

  private static IntakeFixture fixture(String senders) {
    return new IntakeFixture(SenderProfiles.read(new StringReader("senders: " + senders), TORONTO));
  }

  private static String zone(DomainResource resource) {
    Extension zone = resource.getExtensionByUrl(Extensions.TIMEZONE);
    return zone == null ? null : zone.getValue().primitiveValue();
  }
}
