package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of docs/fhir-api.md: what it writes is taken, what it calls is there. */
@ExtendWith(SharedClinic.class)
class FhirApiPageIT {
  private static final Path PAGE = Path.of("..", "docs", "fhir-api.md");
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CALL =
      Pattern.compile(
          "^fhir (-X POST )?'localhost:8080/fhir([^']+)'(?: -d '([^']+)')?", Pattern.MULTILINE);

  /** Ids that the page makes up, of what a clinic would have: the answer is that they are none. */
  private static final Pattern MADE_UP =
      Pattern.compile("/(1f0ebd36|spring|overdue|physio|3f0c|2b1e|inquiry-follow-up|reminders/)");

  private final Clinic clinic;
  private final Person person = Person.next();

  FhirApiPageIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private List<String> blocks(String language) {
    try {
      return BLOCK
          .matcher(Files.readString(PAGE))
          .results()
          .filter(block -> block.group(1).equals(language))
          .map(block -> own(block.group(2)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Nora and her visit, as this test's own: the clinic is shared.
  private String own(String text) {
    return text.replace("<base>", Outreach.BASE)
        .replace(
            "https://portal.example.org", "http://127.0.0.1:" + clinic.hooks().port() + "/page")
        .replace("Patient/nora", "Patient/" + person.id())
        .replace("\"id\": \"nora\"", "\"id\": \"" + person.id() + "\"")
        .replace("\"id\": \"v1\"", "\"id\": \"visit-" + person.id() + "\"")
        .replace("Appointment/v1", "Appointment/visit-" + person.id())
        .replace("+1 416 555 0142", person.phone());
  }

  private static Resource parsed(String json) {
    IParser parser =
        FhirContext.forR4Cached().newJsonParser().setParserErrorHandler(new StrictErrorHandler());
    return (Resource) parser.parseResource(json);
  }

  @Test
  void everyExampleIsFhir_andWhatIsWrittenIsTaken() {
    List<Resource> examples = blocks("json").stream().map(FhirApiPageIT::parsed).toList();
    assertThat(examples).hasSizeGreaterThan(10);

    Stream.of("Patient", "Appointment", "Consent", "CommunicationRequest", "Subscription")
        .map(type -> examples.stream().filter(one -> one.fhirType().equals(type)).findFirst())
        .forEach(
            written -> {
              Resource one = written.orElseThrow();
              FhirClient.Answer answer =
                  one.getIdElement().hasIdPart()
                      ? clinic.fhir().put(one)
                      : clinic.fhir().post("/" + one.fhirType(), one);
              answer.accepted();
            });
  }

  @Test
  void whatIsRefusedIsRefusedInTheWordsOfThePage() {
    Consent undated = first(Consent.class).copy();
    undated.setDateTime(null);
    OperationOutcome shown = first(OperationOutcome.class);
    clinic.fhir().put(person.patient()).accepted();

    FhirClient.Answer refused = clinic.fhir().post("/Consent", undated);

    assertThat(refused.outcome().getIssue())
        .extracting(OperationOutcome.OperationOutcomeIssueComponent::getDiagnostics)
        .contains(shown.getIssueFirstRep().getDiagnostics());
  }

  private <T extends Resource> T first(Class<T> type) {
    return blocks("json").stream()
        .map(FhirApiPageIT::parsed)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyCallIsKnown_andOfWhatIsThereItSucceeds() {
    clinic.fhir().put(first(Patient.class)).accepted();
    clinic.fhir().put(first(Appointment.class)).accepted();
    List<MatchResult> calls =
        blocks("sh").stream().flatMap(block -> CALL.matcher(block).results()).toList();
    assertThat(calls).hasSizeGreaterThan(15);

    for (MatchResult call : calls) {
      String body = call.group(3);
      if (body != null) {
        assertThat(parsed(body)).as(call.group(2)).isInstanceOf(Parameters.class);
      }
      FhirClient.Answer answer =
          clinic
              .fhir()
              .send(
                  body == null && call.group(1) == null ? "GET" : "POST",
                  call.group(2),
                  FhirClient.JSON,
                  body == null ? "" : body);

      if (madeUp(call.group(2) + body)) {
        assertThat(answer.status()).as(call.group()).isIn(200, 404, 409, 422);
      } else {
        assertThat(answer.status()).as(call.group() + "\n" + answer.body()).isBetween(200, 299);
      }
    }
  }

  private boolean madeUp(String call) {
    return MADE_UP.matcher(call).find()
        // Nora's second record.
        || call.contains(person.id() + "-2");
  }
}
