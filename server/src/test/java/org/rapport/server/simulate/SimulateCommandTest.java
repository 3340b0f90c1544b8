package org.rapport.server.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as an author calls it, on people whose months are easy to foretell. */
class SimulateCommandTest {
  private static final String ANA =
      """
      {"resourceType":"Patient","id":"ana","name":[{"given":["Ana, \\"A\\""]}],\
      "telecom":[{"system":"phone","use":"mobile","value":"+14165550123"}]%s}
      """;
  private static final String VISIT =
      """
      {"resourceType":"Appointment","id":"%s","status":"booked","created":"%s","start":"%s",\
      "end":"%s","participant":[{"actor":{"reference":"Patient/ana"},"status":"accepted"}]}
      """;

  @TempDir private Path folder;

  @Test
  void eachMessageIsAtTheRightInstantAcrossTheChangeOfTheClocks() throws IOException {
    // The Monday after the clocks change in Toronto, at ten in the morning.
    write(ANA.formatted(""), visit("v1", "2027-03-01T15:00:00Z", "2027-03-15T14:00:00Z"));

    assertThat(run("appointment-reminders", "2027-03-01", "2027-04-01")).isZero();

    assertThat(lines())
        .containsExactly(
            "confirmation completed 2027-03-01T15:00:00Z",
            "preparation completed 2027-03-08T15:00:00Z",
            "reminder completed 2027-03-14T14:00:00Z",
            "last-reminder completed 2027-03-15T13:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "America/Phoenix, 2027-03-14T17:00:00Z",
    "Europe/London, 2027-03-14T17:00:00Z",
    "Australia/Sydney, 2027-03-14T22:00:00Z",
    "Asia/Kathmandu, 2027-03-15T03:15:00Z"
  })
  void theDayBeforeIsOnThePatientsWallClock_andInTheirHours(String zone, String reminder)
      throws IOException {
    String extension =
        ",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/timezone\",\"valueCode\":\""
            + zone
            + "\"}]";
    write(ANA.formatted(extension), visit("v1", "2027-03-01T15:00:00Z", "2027-03-15T17:00:00Z"));

    assertThat(run("appointment-reminders", "2027-03-01", "2027-04-01")).isZero();

    assertThat(lines())
        .filteredOn(line -> line.startsWith("reminder "))
        .containsExactly("reminder completed " + reminder);
  }

  @Test
  void capsCountOverAllVisits_andTheReasonStandsInTheAnswer() throws IOException {
    write(
        ANA.formatted(""),
        visit("v1", "2027-03-01T15:00:00Z", "2027-03-20T14:00:00Z"),
        visit("v2", "2027-03-01T15:00:00Z", "2027-03-20T15:00:00Z"),
        visit("v3", "2027-03-01T15:00:00Z", "2027-03-20T16:00:00Z"));

    assertThat(run("appointment-reminders", "2027-03-01", "2027-04-01")).isZero();

    assertThat(lines()).filteredOn(l -> l.startsWith("confirmation completed")).hasSize(3);
    assertThat(lines())
        .filteredOn(l -> l.startsWith("preparation completed 2027-03-13"))
        .as("two a day")
        .hasSize(2);
    assertThat(Files.readString(folder.resolve("out/appointment-reminders.csv")))
        .contains("frequency-cap");
  }

  @Test
  void theBundleHoldsTheSameMessages_andQuotesAreDoubledInTheTable() throws IOException {
    write(ANA.formatted(""), visit("v1", "2027-03-01T15:00:00Z", "2027-03-15T18:00:00Z"));

    assertThat(run("appointment-reminders", "2027-03-01", "2027-04-01")).isZero();

    Bundle bundle =
        FhirContext.forR4Cached()
            .newJsonParser()
            .parseResource(
                Bundle.class, Files.readString(folder.resolve("out/appointment-reminders.json")));
    assertThat(bundle.getEntry()).hasSize(4);
    assertThat((Communication) bundle.getEntryFirstRep().getResource())
        .matches(sent -> sent.getPayloadFirstRep().getContent().primitiveValue().contains("Ana"))
        .matches(sent -> sent.getInstantiatesCanonical().size() == 1);
    assertThat(Files.readString(folder.resolve("out/appointment-reminders.csv")))
        .contains("Ana, \"\"A\"\"");
  }

  @ParameterizedTest
  @CsvSource({
    "no-such-journey, 2027-03-01, 2027-04-01, neither a file nor a shipped journey",
    "appointment-reminders, yesterday, 2027-04-01, yesterday should be",
    "appointment-reminders, 2027-03-01, 2027-02-30, 2027-02-30 should be"
  })
  void whatIsWrongIsSaidInOneLine(String journey, String from, String to, String said)
      throws IOException {
    write(ANA.formatted(""));

    assertThat(run(journey, from, to)).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains(said).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"name\": \"lead-created\";\"name\": \"lead-craeted\";"
            + "PlanDefinition.action[0].trigger[0].name: There is no event of this name",
        "%replies.empty();%replies.emty(;"
            + "PlanDefinition.action[0].action[1].condition[0].expression: The expression ",
        "text/fhirpath;text/cql;"
            + "PlanDefinition.action[0].action[1].condition[0].expression.language: Conditions",
        "inquiry-welcome|1.0.0;inquiry-wellcome|1.0.0;"
            + "PlanDefinition.action[0].action[0].definition: ",
        "\"url\": \"%s\";\"urn\": \"%s\";is no FHIR resource in JSON"
      })
  void whatTheServerWouldRefuseIsSaidWithItsPlace(String right, String wrong, String said)
      throws IOException {
    write(ANA.formatted(""));
    String url = "https://example.org/PlanDefinition/x";
    String json = example();
    assertThat(json).contains(right.contains("%s") ? "\"url\"" : right);
    Files.writeString(
        folder.resolve("journey.json"),
        right.contains("%s") ? json.substring(0, json.length() / 2) : json.replace(right, wrong));

    assertThat(run(folder.resolve("journey.json").toString(), "2027-03-01", "2027-04-01"))
        .as(url)
        .isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains(said);
  }

  @Test
  void whatGovernanceLacksIsSaidBesides_andWithAnotherFindingToo() throws IOException {
    write(ANA.formatted(""));
    Path file = folder.resolve("journey.json");
    Bundle bundle =
        FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, example());
    PlanDefinition plan =
        bundle.getEntry().stream()
            .map(Bundle.BundleEntryComponent::getResource)
            .filter(PlanDefinition.class::isInstance)
            .map(PlanDefinition.class::cast)
            .findFirst()
            .orElseThrow();
    plan.setEndorser(null);
    Files.writeString(
        file, FhirContext.forR4Cached().newJsonParser().encodeResourceToString(bundle));

    assertThat(run(file.toString(), "2027-03-01", "2027-04-01")).isZero();
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains(
            "journey.json is simulated; to be in force it lacks:",
            "PlanDefinition.endorser: A journey in force needs an endorser who approved");

    // A step that waits for itself.
    plan.getActionFirstRep()
        .getAction()
        .get(1)
        .getRelatedActionFirstRep()
        .setActionId(plan.getActionFirstRep().getAction().get(1).getId());
    Files.writeString(
        file, FhirContext.forR4Cached().newJsonParser().encodeResourceToString(bundle));
    errors.reset();

    assertThat(run(file.toString(), "2027-03-01", "2027-04-01")).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains(
            "PlanDefinition.action[0].action[1].relatedAction[0].actionId: The step waits for"
                + " itself",
            "PlanDefinition.endorser: ");
  }

  private static String example() throws IOException {
    try (InputStream in =
        SimulateCommandTest.class.getResourceAsStream("/journeys/inquiry-follow-up.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aLineThatIsNoResourceIsNamed() throws IOException {
    write(ANA.formatted(""), "{\"resourceType\":\"Patient\",\"nme\":");

    assertThat(run("appointment-reminders", "2027-03-01", "2027-04-01")).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("ndjson:2: ");
  }

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private static String visit(String id, String created, String start) {
    return VISIT.formatted(
        id, created, start, java.time.Instant.parse(start).plusSeconds(1800).toString());
  }

  private void write(String... lines) throws IOException {
    Files.writeString(folder.resolve("patients.ndjson"), String.join("", lines));
  }

  private int run(String journey, String from, String to) {
    return new SimulateCommand()
        .run(
            List.of(
                journey,
                folder.resolve("patients.ndjson").toString(),
                from,
                to,
                folder.resolve("out").toString()),
            new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(errors));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("out/appointment-reminders.csv")).stream()
        .skip(1)
        .filter(line -> line.startsWith("\"Patient/"))
        .map(line -> line.split("\",\""))
        .map(cells -> cells[2] + " " + cells[6] + " " + cells[5])
        .toList();
  }
}
