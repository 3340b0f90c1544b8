package org.rapport.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.TransactionProcessor;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rapport.server.OwnServer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A client's transaction is stored and answered as HAPI does it, column by column. */
class ClientTransactionsIT extends OwnServer {
  @Autowired private TransactionProcessor processor;
  @Autowired private FhirContext context;
  @Autowired private AutowireCapableBeanFactory beans;
  @Autowired private JdbcClient jdbc;

  private TransactionProcessor hapis;
  private StoredRows stored;
  private long since;

  @BeforeEach
  void hapiAlone() {
    hapis = new TransactionProcessor();
    beans.autowireBean(hapis);
    stored = new StoredRows(jdbc);
    since = stored.last();
  }

  @AfterEach
  void forget() {
    stored.forget(since);
  }

  static Stream<Arguments> transactions() {
    String patient =
        "\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:t\",\"value\":\"RUN-1\"}]";
    String visit =
        "\"resourceType\":\"Appointment\",\"status\":\"booked\",\"identifier\":[{\"system\":\"urn:t\",\"value\":\"RUN-v\"}],"
            + "\"participant\":[{\"status\":\"accepted\",\"actor\":{\"reference\":\"%s\"}}]";
    String about =
        "\"resourceType\":\"Communication\",\"status\":\"completed\",\"subject\":{\"reference\":\"%s\"}";
    String p = "urn:uuid:11111111-1111-4111-8111-111111111111";
    String q = "urn:uuid:22222222-2222-4222-8222-222222222222";
    String booking =
        bundle(
            entry(p, "PUT", "Patient?identifier=urn:t|RUN-1", patient),
            entry(null, "PUT", "Appointment?identifier=urn:t|RUN-v", visit.formatted(p)));
    String moved =
        bundle(
            entry(p, "PUT", "Patient?identifier=urn:t|RUN-1", patient + ",\"gender\":\"female\""),
            entry(
                null,
                "PUT",
                "Appointment?identifier=urn:t|RUN-v",
                visit.formatted(p) + ",\"minutesDuration\":30"));
    String feed =
        bundle(
            entry(null, "PUT", "Provenance/RUN-o", provenance("Appointment/RUN-v", "Binary/RUN-b")),
            entry(null, "PUT", "Appointment/RUN-v", visit.formatted("Patient/RUN-p")),
            entry(null, "PUT", "Patient/RUN-p", patient),
            entry(q, "POST", "Practitioner", practitioner())
                .replace("\"url\"", "\"ifNoneExist\":\"identifier=urn:t|RUN-d\",\"url\""),
            entry(
                null,
                "PUT",
                "Binary/RUN-b",
                "\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"QUJD\""));
    return Stream.of(
        Arguments.of("a booking", List.of(booking)),
        Arguments.of("a booking twice, and moved", List.of(booking, booking, moved, moved)),
        Arguments.of("what a feed brings", List.of(feed, feed)),
        Arguments.of(
            "posts before what they refer to",
            List.of(
                bundle(
                    entry(null, "POST", "Communication", about.formatted(p)),
                    entry(null, "POST", "Communication", about.formatted(q)),
                    entry(p, "POST", "Patient", patient + ",\"id\":\"mine\""),
                    entry(q, "POST", "Patient", patient.replace("RUN-1", "RUN-2"))))),
        Arguments.of(
            "a post that refers to a later put",
            List.of(
                bundle(
                    entry(null, "POST", "Communication", about.formatted(p)),
                    entry(null, "POST", "Communication", about.formatted("Patient/RUN-p")),
                    entry(p, "PUT", "Patient?identifier=urn:t|RUN-1", patient),
                    entry(null, "PUT", "Patient/RUN-p", patient.replace("RUN-1", "RUN-2"))))),
        Arguments.of(
            "a circle",
            List.of(
                bundle(
                    entry(p, "POST", "Patient", patient + link(q)),
                    entry(q, "POST", "Patient", patient.replace("RUN-1", "RUN-2") + link(p))))),
        Arguments.of(
            "a circle of puts",
            List.of(
                bundle(
                    entry(null, "PUT", "Patient/RUN-a", patient + link("Patient/RUN-b")),
                    entry(
                        null,
                        "PUT",
                        "Patient/RUN-b",
                        patient.replace("RUN-1", "RUN-2") + link("Patient/RUN-a"))))),
        Arguments.of(
            "a placeholder in a uri, one in a reference within a contained resource",
            List.of(
                bundle(
                    entry(p, "POST", "Patient", patient),
                    entry(
                        null,
                        "POST",
                        "CarePlan",
                        "\"resourceType\":\"CarePlan\",\"status\":\"active\",\"intent\":\"plan\",\"subject\":{\"reference\":\"%1$s\"},\"instantiatesUri\":[\"%1$s\"]"
                            .formatted(p)),
                    entry(
                        null,
                        "POST",
                        "Communication",
                        "\"resourceType\":\"Communication\",\"status\":\"completed\",\"contained\":[{\"resourceType\":\"RelatedPerson\",\"id\":\"r\",\"patient\":{\"reference\":\"%s\"}}],\"sender\":{\"reference\":\"#r\"}"
                            .formatted(p))))),
        Arguments.of(
            "a condition in a reference",
            List.of(
                booking,
                bundle(
                    entry(
                        null,
                        "POST",
                        "Communication",
                        about.formatted("Patient?identifier=urn:t|RUN-1"))))),
        Arguments.of(
            "all verbs",
            List.of(
                feed,
                bundle(
                    entry(null, "DELETE", "Provenance/RUN-o", null),
                    entry(null, "PUT", "Patient/RUN-p", patient + ",\"active\":true"),
                    entry(null, "POST", "Communication", about.formatted("Patient/RUN-p")),
                    entry(null, "PUT", "Patient/RUN-q", patient.replace("RUN-1", "RUN-3"))),
                bundle(
                    entry(
                        null,
                        "PUT",
                        "Provenance/RUN-o",
                        provenance("Patient/RUN-q", "Binary/RUN-b"))))),
        Arguments.of(
            "created once, though it is there twice",
            List.of(
                bundle(
                    entry(p, "POST", "Practitioner", practitioner())
                        .replace("\"url\"", "\"ifNoneExist\":\"identifier=urn:t|RUN-d\",\"url\""),
                    entry(q, "POST", "Practitioner", practitioner())
                        .replace(
                            "\"url\"", "\"ifNoneExist\":\"identifier=urn:t|RUN-d\",\"url\"")))),
        Arguments.of(
            "refused: nobody has this placeholder",
            List.of(bundle(entry(null, "POST", "Communication", about.formatted(q))))),
        Arguments.of(
            "refused: there is no such resource",
            List.of(
                bundle(
                    entry(p, "POST", "Patient", patient),
                    entry(null, "POST", "Communication", about.formatted("Patient/RUN-none"))))),
        Arguments.of(
            "refused: it is not what it was looked for as",
            List.of(bundle(entry(null, "PUT", "Patient?identifier=urn:t|RUN-other", patient)))),
        Arguments.of(
            "refused: nor is it what it was to be created once as",
            List.of(
                bundle(
                    entry(p, "POST", "Practitioner", practitioner())
                        .replace(
                            "\"url\"", "\"ifNoneExist\":\"identifier=urn:t|RUN-x\",\"url\"")))),
        Arguments.of(
            "refused: two would be found by one condition",
            List.of(
                bundle(
                    entry(p, "PUT", "Patient?identifier=urn:t|RUN-1", patient),
                    entry(q, "POST", "Patient", patient)))),
        Arguments.of(
            "refused: another version",
            List.of(
                feed,
                bundle(
                    entry(null, "PUT", "Patient/RUN-p", patient + ",\"active\":true")
                        .replace("\"url\"", "\"ifMatch\":\"W/\\\"7\\\"\",\"url\"")))),
        Arguments.of(
            "a version of what is not there",
            List.of(
                bundle(
                    entry(null, "PUT", "Patient/RUN-p", patient)
                        .replace("\"url\"", "\"ifMatch\":\"W/\\\"7\\\"\",\"url\"")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transactions")
  void isStoredAndAnsweredAsHapiDoes(String name, List<String> bundles) {
    Told expected = told(hapis, bundles, "h" + Integer.toHexString(name.hashCode()));
    stored.forget(since);
    Told got = told(processor, bundles, "o" + Integer.toHexString(name.hashCode()));

    assertThat(got.answers()).isEqualTo(expected.answers());
    assertThat(got.rows()).isEqualTo(expected.rows());
  }

  private record Told(List<String> answers, Map<String, List<String>> rows) {}

  /** Ids and identifiers are other ones each time: HAPI remembers where those of before were. */
  private Told told(TransactionProcessor by, List<String> bundles, String run) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(run, "RUN");
    List<String> answers = new ArrayList<>();
    for (String bundle : bundles) {
      Bundle parsed =
          context.newJsonParser().parseResource(Bundle.class, bundle.replace("RUN", run));
      try {
        Bundle answer = by.transaction(new SystemRequestDetails(), parsed, false);
        for (int i = 0; i < answer.getEntry().size(); i++) {
          answers.add(answer(answer.getEntry().get(i), answers.size(), names));
        }
      } catch (BaseServerResponseException e) {
        // Of two parameters that read the same element HAPI names either.
        answers.add(
            e.getClass().getSimpleName()
                + " "
                + e.getMessage().replace(".where(resolve() is Patient)", ""));
      }
    }
    Map<String, List<String>> rows = new TreeMap<>(stored.since(since, names));
    return new Told(answers.stream().map(answer -> replaced(answer, names)).toList(), rows);
  }

  private String answer(BundleEntryComponent entry, int number, Map<String, String> names) {
    if (entry.getResponse().hasLocation()) {
      names.putIfAbsent(new IdType(entry.getResponse().getLocation()).getIdPart(), "of " + number);
    }
    if (entry.getResponse().getOutcome() instanceof OperationOutcome outcome) {
      outcome
          .getIssue()
          .forEach(
              issue ->
                  issue.setDiagnostics(
                      issue.getDiagnostics().replaceAll("\\d+ ?ms|\"\\d+\"", "a time")));
    }
    entry.getResponse().setLastModified(null);
    if (entry.getResource() != null) {
      entry.getResource().getMeta().setLastUpdated(null);
    }
    Bundle alone = new Bundle().addEntry(entry);
    return context.newJsonParser().encodeResourceToString(alone);
  }

  private static String replaced(String text, Map<String, String> names) {
    String told = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      told = told.replace(name.getKey(), name.getValue());
    }
    return told;
  }

  private static String bundle(String... entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
        + String.join(",", entries)
        + "]}";
  }

  private static String entry(String fullUrl, String verb, String url, String resource) {
    String id =
        verb.equals("PUT") && !url.contains("?") ? ",\"id\":\"" + url.split("/")[1] + "\"" : "";
    return "{"
        + (fullUrl == null ? "" : "\"fullUrl\":\"" + fullUrl + "\",")
        + (resource == null ? "" : "\"resource\":{" + resource + id + "},")
        + "\"request\":{\"method\":\""
        + verb
        + "\",\"url\":\""
        + url
        + "\"}}";
  }

  private static String link(String other) {
    return ",\"link\":[{\"type\":\"seealso\",\"other\":{\"reference\":\"" + other + "\"}}]";
  }

  private static String practitioner() {
    return "\"resourceType\":\"Practitioner\",\"identifier\":[{\"system\":\"urn:t\",\"value\":\"RUN-d\"}]";
  }

  private static String provenance(String target, String what) {
    return "\"resourceType\":\"Provenance\",\"recorded\":\"2027-03-01T15:00:00Z\",\"target\":[{\"reference\":\"%s\"}],\"agent\":[{\"who\":{\"display\":\"x\"}}],\"entity\":[{\"role\":\"source\",\"what\":{\"reference\":\"%s\"}}]"
        .formatted(target, what);
  }
}
