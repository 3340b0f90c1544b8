package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceSearchParamComponent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.it.FhirClient.Answer;

/** The capability statement says what answers, and what does not is refused. */
@ExtendWith(SharedClinic.class)
class CapabilitiesIT {
  /** Types whose every parameter is tried; of the others those that HAPI has most trouble with. */
  private static final Set<String> OURS =
      Set.of("Patient", "Appointment", "Communication", "CommunicationRequest", "Consent", "Task");

  private static final Set<String> RARE = Set.of("composite", "special", "number", "quantity");

  private final FhirClient fhir;

  CapabilitiesIT(Clinic clinic) {
    this.fhir = clinic.fhir();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Communication?_content=visit",
        "/CommunicationRequest?status=active&_text=visit",
        "/CarePlan?_content:text=visit",
      })
  void messagesHaveNoFullTextIndex(String search) {
    Answer answer = fhir.get(search);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.as(OperationOutcome.class).getIssueFirstRep().getDiagnostics())
        .endsWith("has no full-text index: _content and _text are not taken");
    assertThat(fhir.get("/Patient?_content=nobody").status()).isEqualTo(200);
  }

  @Test
  void theCapabilityStatementIsTrue() {
    Answer answer = fhir.anonymous("GET", "/fhir/metadata", FhirClient.JSON, null);
    CapabilityStatement statement = answer.as(CapabilityStatement.class);

    assertThat(statement.getSoftware().getName()).isEqualTo("Rapport");
    assertThat(
            fhir.send(
                    "GET",
                    "/metadata",
                    FhirClient.JSON,
                    null,
                    Map.of("If-None-Match", answer.headers().firstValue("ETag").orElseThrow()))
                .status())
        .isEqualTo(304);
    List<String> dead =
        statement.getRestFirstRep().getResource().stream()
            .flatMap(type -> type.getSearchParam().stream().flatMap(p -> search(type, p)))
            .filter(path -> fhir.get(path).status() != 200)
            .toList();
    assertThat(dead).isEmpty();
    assertThat(searchable(statement, "Patient")).contains("_content", "_text");
    assertThat(searchable(statement, "Communication")).doesNotContain("_content", "_text");
    assertThat(statement.getRestFirstRep().getOperation())
        .extracting(operation -> operation.getName())
        .contains("claim", "complete")
        .doesNotContain("reindex", "get-resource-counts", "perform-reindexing-pass");
  }

  private static List<String> searchable(CapabilityStatement statement, String type) {
    return statement.getRestFirstRep().getResource().stream()
        .filter(resource -> resource.getType().equals(type))
        .flatMap(resource -> resource.getSearchParam().stream())
        .map(CapabilityStatementRestResourceSearchParamComponent::getName)
        .toList();
  }

  private static Stream<String> search(
      CapabilityStatementRestResourceComponent type,
      CapabilityStatementRestResourceSearchParamComponent parameter) {
    String kind = parameter.getType().toCode();
    boolean tried = OURS.contains(type.getType()) || RARE.contains(kind);
    // _has names another type's parameter; ScopesIT asks with it.
    if (!tried || parameter.getName().equals("_has")) {
      return Stream.empty();
    }
    String value =
        switch (kind) {
          case "date" -> "2020";
          case "number", "quantity" -> "1";
          case "reference" -> "Patient/x";
          case "composite" -> parameter.getName().endsWith("-date") ? "x$2020" : "1$1";
          case "special" -> "1%7C1";
          default -> "x";
        };
    return Stream.of("/" + type.getType() + "?_count=1&" + parameter.getName() + "=" + value);
  }
}
