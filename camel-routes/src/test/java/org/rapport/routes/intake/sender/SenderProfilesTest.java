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
    Files.writeString(
        folder.resolve("languages.json"),
        "{\"resourceType\": \"ConceptMap\", \"group\": [{\"element\": []}]}");

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
        "senders: [{application: A, acknowledgement: never}];original, commit or enhanced",
        "senders: [{application: A, ignore: [news]}];no trigger event",
        "senders: [{application: A, taken-from: {phon: PID-40}}];neither a field",
        "senders: [{application: A, taken-from: {phone: PID40}}];no field such as",
        "senders: [{application: A, taken-from: {MSH-10: ZSH-3}}];MSH is read before",
        "senders: [{application: A, taken-from: [phone]}];must be a map",
        "senders: [{application: A, patient-system: 'urn:my own'}];no blanks",
        "senders: [{application: A, code-maps: {SCH-25: nowhere.json}}];no readable file",
        "senders: [{application: A, code-maps: {SCH-25.1: {group: []}}}];no coded field",
        "senders: [{application: A, code-maps: {SCH-25: {groups: []}}}];needs a 'group'",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "code: booked;code: gone;11;'gone' is no FHIR R4 appointment status",
        "phone: PID-40;phone: PID;4;no field such as PID-40",
        "mode: fixed;mode: fixd;14;'fixd' is none of provided, fixed and other-map",
        "element:;elements:;9;unknown key 'elements'",
        "- code: AR;- cod: AR;12;unknown key 'cod'",
        "equivalence: unmatched;equivalence: dontmap;13;'dontmap' is no equivalence",
        "PID-15: types.json;PID-15: type.json;15;type.json is no readable file"
      })
  void aSlipInACodeMapIsNamedByItsLine(
      String right, String wrong, int line, String problem, @TempDir Path folder) throws Exception {
    String yaml =
        """
        senders:
          - application: SCHED
            taken-from:
              phone: PID-40
            code-maps:
              SCH-25:
                group:
                  - target: http://hl7.org/fhir/appointmentstatus
                    element:
                      - code: BK
                        target: [{code: booked}]
                      - code: AR
                        target: [{equivalence: unmatched}]
                    unmapped: {mode: fixed, code: pending}
              PID-15: types.json
        """;
    Files.writeString(
        folder.resolve("types.json"),
        "{\"resourceType\": \"ConceptMap\",\n \"group\": [{\"element\": [\n"
            + "  {\"code\": \"F\", \"target\": [{\"code\": \"fr\"}]}]}]}");
    assertThat(yaml).contains(right);
    Path file = Files.writeString(folder.resolve("senders.yaml"), yaml.replace(right, wrong));

    assertThatThrownBy(() -> SenderProfiles.load(file.toString(), CLINIC))
        .hasMessageStartingWith("RAPPORT_SENDERS: " + file + ":" + line + ": senders[0] ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aSlipInTheFileOfACodeMapIsNamedByItsLineThere(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("senders.yaml"),
            "senders:\n  - application: A\n    code-maps:\n      PID-15: languages.json\n");
    Files.writeString(
        folder.resolve("languages.json"),
        "{\"resourceType\": \"ConceptMap\",\n \"group\": [{\"element\": [\n"
            + "  {\"code\": \"F\", \"target\": [{\"code\": \"french\"}]}]}]}");

    assertThatThrownBy(() -> SenderProfiles.load(file.toString(), CLINIC))
        .hasMessage(
            "RAPPORT_SENDERS: "
                + file
                + ":4: senders[0] code-maps PID-15: languages.json:3: "
                + "'french' is no language such as fr or pt-BR");

    Files.writeString(folder.resolve("languages.json"), "{\"group\": [");
    assertThatThrownBy(() -> SenderProfiles.load(file.toString(), CLINIC))
        .hasMessageContaining(":4: senders[0] code-maps PID-15: languages.json:1: must be JSON");
  }

  @Test
  void mapsThatLeadRoundInACircleAreRefused() {
    String yaml =
        "senders: [{application: A, code-maps: {SCH-8: [{url: u, group: [{element: [],"
            + " unmapped: {mode: other-map, url: %s}}]}]}}]";
    assertThatThrownBy(() -> SenderProfiles.read(new StringReader(yaml.formatted("u")), CLINIC))
        .hasMessageContaining("other-map leads back to u");
    assertThatThrownBy(() -> SenderProfiles.read(new StringReader(yaml.formatted("v")), CLINIC))
        .hasMessageContaining("no ConceptMap of this sender has the url v");
  }

  /** In YAML 1.1 NO is false and 010 is eight; to a sender both are words. */
  @Test
  void wordsAreTextWhateverYamlMakesOfThem() {
    SenderProfile profile =
        SenderProfiles.read(
                new StringReader(
                    "senders: [{application: A, facility: 010, merges: yes,"
                        + " status-codes: {NO: noshow, 010: booked}}]"),
                CLINIC)
            .of("A", "010");

    assertThat(profile.statusFor("no")).contains("noshow");
    assertThat(profile.statusFor("010")).contains("booked");
    assertThat(profile.merges()).contains(true);
  }
}
