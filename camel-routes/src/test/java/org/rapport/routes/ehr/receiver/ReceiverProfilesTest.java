package org.rapport.routes.ehr.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.SenderProfiles;

/** Who is told of a visit, and what a slip in the file is called. */
class ReceiverProfilesTest {
  private static final ZoneId CLINIC = ZoneId.of("America/Toronto");

  private static ReceiverProfiles read(String yaml) {
    return ReceiverProfiles.read(new StringReader(yaml), CLINIC);
  }

  @Test
  void aVisitGoesToWhoKnowsItAndANewOneToWhoTakesNewOnes() {
    ReceiverProfiles profiles =
        read(
            """
            receivers:
              - application: EAST
                appointment-system: https://east.example.org/visits
              - application: WEST
                new-visits: true
            """);
    Set<String> systems = Set.of("https://east.example.org/visits");

    assertThat(profiles.of(systems, Optional.empty()).orElseThrow().application())
        .isEqualTo("EAST");
    assertThat(profiles.of(Set.of(), Optional.empty()).orElseThrow().application())
        .isEqualTo("WEST");
    assertThat(
            profiles
                .of(Set.of("urn:rapport:ehr:WEST:X:appointment"), sender("WEST", "X"))
                .orElseThrow()
                .newVisits())
        .isTrue();
    assertThat(profiles.of(Set.of("urn:o"), sender("OTHER", "Y")).orElseThrow().facility())
        .as("one without a profile, as before there were any")
        .isEqualTo("Y");
  }

  @Test
  void aNewVisitIsNobodysWhereSeveralMightHaveItAndTheOnlyOnesOtherwise() {
    assertThat(
            read("receivers: [{application: A}, {application: B}]").of(Set.of(), Optional.empty()))
        .isEmpty();
    assertThat(read("receivers: [{application: A}]").of(Set.of(), Optional.empty())).isPresent();
    assertThat(read("senders: [{application: A}]").of(Set.of(), Optional.empty()))
        .hasValueSatisfying(one -> assertThat(one.application()).isEmpty());
  }

  private static Optional<String[]> sender(String application, String facility) {
    return Optional.of(new String[] {application, facility});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "receivers: [{application: A, zon: X}];unknown key 'zon'",
        "receivers: {};list 'receivers'",
        "receivers: [{facility: A}];needs 'application'",
        "receivers: [{application: A, address: ehr.example.org}];should be host:port",
        "receivers: [{application: A, version: '2.2'}];none from 2.3 to 2.8",
        "receivers: [{application: A, charset: EBCDIC-9}];is not known",
        "receivers: [{application: A, events: [S99]}];none of S12",
        "receivers: [{application: A, status-codes: {gone: X}}];no FHIR R4 appointment status",
        "receivers: [{application: A, reason-codes: {gone: X}}];nothing that a receiver is told",
        "receivers: [{application: A, leave-out: sch}];no message without SCH",
        "receivers: [{application: A, acknowledgement: never}];original or enhanced",
        "receivers: [{application: A, answer-seconds: 500}];from 1 to 120",
        "receivers: [{application: A, segment-end: NUL}];CR, LF or CRLF",
        "receivers: [{application: A}, {application: A}];repeats A:",
        "receivers: [{application: A, new-visits: true}, {application: B, new-visits: true}];another receiver"
      })
  void failsWithOneLineThatNamesTheSetting(String yaml, String problem) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("RAPPORT_SENDERS: ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aSlipIsNamedByItsLine(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("senders.yaml"),
            "senders:\n  - application: A\nreceivers:\n  - application: B\n    version: '3'\n");

    assertThatThrownBy(() -> ReceiverProfiles.load(file.toString(), CLINIC))
        .hasMessageStartingWith("RAPPORT_SENDERS: " + file + ":5: ");
    assertThat(SenderProfiles.load(file.toString(), CLINIC).all()).hasSize(1);
  }
}
