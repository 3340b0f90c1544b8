package org.rapport.routes.intake.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderProfilesTest {

  private static final ZoneId CLINIC = ZoneId.of("America/New_York");

  @Test
  void fallsBackToTheClinicsZoneAndOurSystems() {
    SenderProfile profile = SenderProfiles.load("", CLINIC).of("A", "B");

    assertThat(profile.zone()).isEqualTo(CLINIC);
    assertThat(profile.appointmentSystem()).isEqualTo("urn:rapport:ehr:A:B:appointment");
    assertThat(profile.patientSystem()).isEqualTo("urn:rapport:ehr:A:B:patient");
    assertThat(profile.locationSystem()).isEqualTo("urn:rapport:ehr:A:B:location");
  }

  @Test
  void readsTheDocumentedExample(@TempDir Path folder) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "hl7-senders.md"));
    String yaml = page.split("```yaml\n")[1].split("```")[0];
    Path file = Files.writeString(folder.resolve("senders.yaml"), yaml);

    SenderProfiles profiles = SenderProfiles.load(file.toString(), CLINIC);

    SenderProfile north = profiles.of("SCHED", "NORTH");
    assertThat(north.zone()).isEqualTo(ZoneId.of("America/Chicago"));
    assertThat(north.appointmentSystem()).isEqualTo("https://ehr.example.org/appointments");
    assertThat(north.statusFor("arr")).contains("arrived");
    assertThat(north.codeSystems()).containsEntry("L", "https://ehr.example.org/codes");
    assertThat(north.phoneRegion()).isEqualTo(Optional.of("US"));
    SenderProfile legacy = profiles.of("LEGACY", "ANY");
    assertThat(legacy.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
    assertThat(legacy.patientSystem()).isEqualTo("urn:rapport:ehr:LEGACY:ANY:patient");
    assertThat(profiles.of("SCHED", "SOUTH").zone()).isEqualTo(CLINIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "senders: [{application: A, zon: X}];unknown key 'zon'",
        "sender: [];unknown key 'sender'",
        "senders: {};list 'senders'",
        "'';must be a map",
        "senders: [{facility: A}];needs 'application'",
        "senders: [{application: A, zone: Mars/Base}];no time zone",
        "senders: [{application: A, status-codes: {X: gone}}];no FHIR R4 appointment status",
        "senders: [{application: A, phone-region: Texas}];no ISO 3166",
        "senders: [{application: A}, {application: A}];repeats A:",
        "senders: [{application: [A]}];must be text",
        "senders: [{application: A, acknowledgement: never}];original or commit",
        "senders: [{application: A, ignore: [news]}];no trigger event",
        "senders: [;must be YAML"
      })
  void failsWithOneLineThatNamesTheSetting(String yaml, String problem) {
    assertThatThrownBy(() -> SenderProfiles.read(new StringReader(yaml), CLINIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("RAPPORT_SENDERS: ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void namesAMissingFile() {
    assertThatThrownBy(() -> SenderProfiles.load("/nowhere/senders.yaml", CLINIC))
        .hasMessage(
            "RAPPORT_SENDERS: must name a readable YAML file, but /nowhere/senders.yaml is not");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "zone: America/Chicago;zon: America/Chicago;4;unknown key 'zon'",
        "zone: America/Chicago;zone: Mars/Base;4;no time zone",
        "\'    zone:\';/~zone:;4;must be YAML",
        "BK: booked;BK: gone;7;no FHIR R4 appointment status",
        "phone-region: US;phone-region: Texas;8;no ISO 3166",
        "merges: true;merges: perhaps;9;must be true or false",
        "new-patients: true;new-patients: some;10;must be true or false",
        "addresses: 10.0.0.0/8;addresses: ten;11;no address",
        "application: OTHER;application: SCHED;12;repeats SCHED",
        "application: OTHER;facility: X;12;needs 'application'",
        "senders:;sender:;1;unknown key 'sender'"
      })
  void aSlipInAFileIsNamedByItsLine(
      String right, String wrong, int line, String problem, @TempDir Path folder) throws Exception {
    String yaml =
        """
        senders:
          - application: SCHED
            # Chicago's own
            zone: America/Chicago
            status-codes:
              AR: arrived
              BK: booked
            phone-region: US
            merges: true
            new-patients: true
            addresses: 10.0.0.0/8
          - application: OTHER
        """;
    assertThat(yaml).contains(right.strip());
    Path file =
        Files.writeString(
            folder.resolve("senders.yaml"), yaml.replaceFirst(right, wrong.replace("/~", "\t")));

    assertThatThrownBy(() -> SenderProfiles.load(file.toString(), CLINIC))
        .hasMessageStartingWith("RAPPORT_SENDERS: " + file + ":" + line + ": ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
