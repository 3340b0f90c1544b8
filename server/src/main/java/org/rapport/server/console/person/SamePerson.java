package org.rapport.server.console.person;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.console.Desk;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Two records that may be one person's: side by side, with what would come of making them one. The
 * one that goes stays to be read, and the step can be undone.
 */
@RestController
public class SamePerson {
  private static final String SAME = "/console/people/{id:" + Desk.ID + "}/same";
  private static final int MOST = 10;

  /**
   * Somebody, and who they may be.
   *
   * @param rows what both records say; empty: nobody is chosen
   * @param with id of who is chosen; null: nobody
   * @param preview what would be changed, in the API's words; null: nobody is chosen, or refused
   */
  public record Same(
      String id,
      String name,
      List<Candidate> candidates,
      String with,
      String withName,
      List<Row> rows,
      String preview,
      boolean may) {}

  /** Who they may be; {@code alike} of 100. */
  public record Candidate(String id, String name, String facts, long alike) {}

  /** A field of both; whether they differ is said in a word. */
  public record Row(String field, String here, String there, boolean differs) {}

  @GetMapping(SAME)
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    Patient patient = desk.fhir().read(Patient.class, id);
    String with = desk.asked("with", "");
    Patient other =
        with.matches(Desk.ID) && !with.equals(id)
            ? desk.fhir().find(Patient.class, with).orElse(null)
            : null;
    boolean may = desk.user().may("Patient", 'u');
    return desk.page(
        "same.title",
        "person/same.jte",
        new Same(
            id,
            People.name(patient),
            other == null ? candidates(desk, patient) : List.of(),
            other == null ? null : with,
            other == null ? null : People.name(other),
            other == null ? List.of() : rows(desk, patient, other),
            other == null || !may ? null : preview(desk, with, id),
            may));
  }

  private static List<Candidate> candidates(Desk desk, Patient patient) {
    Parameters asked = new Parameters();
    asked.addParameter().setName("resource").setResource(patient);
    asked.addParameter("count", new IntegerType(MOST + 1));
    Bundle found = desk.fhir().operate("Patient", "$match", asked, Bundle.class);
    List<Candidate> candidates = new ArrayList<>();
    for (BundleEntryComponent entry : found.getEntry()) {
      if (entry.getResource() instanceof Patient one
          && !one.getIdElement().getIdPart().equals(patient.getIdElement().getIdPart())) {
        candidates.add(
            new Candidate(
                one.getIdElement().getIdPart(),
                People.name(one),
                facts(desk, one),
                entry.getSearch().hasScore()
                    ? entry.getSearch().getScore().movePointRight(2).longValue()
                    : 0));
      }
    }
    return candidates;
  }

  private static String facts(Desk desk, Patient one) {
    return String.join(
        " · ", List.of(born(desk, one), Objects.requireNonNullElse(People.telephone(one), "–")));
  }

  private static String born(Desk desk, Patient one) {
    return one.hasBirthDate() ? desk.times().date(one.getBirthDateElement()) : "–";
  }

  private static List<Row> rows(Desk desk, Patient here, Patient there) {
    List<Row> rows = new ArrayList<>();
    add(rows, desk, "same.name", here, there, People::name);
    add(rows, desk, "same.born", here, there, one -> born(desk, one));
    add(
        rows,
        desk,
        "same.sex",
        here,
        there,
        one -> one.hasGender() ? desk.words().say("gender." + one.getGender().toCode()) : "–");
    add(
        rows,
        desk,
        "same.reached",
        here,
        there,
        one ->
            said(
                one.getTelecom().stream()
                    .filter(point -> point.hasValue())
                    .map(point -> point.getValue())
                    .toList()));
    add(
        rows,
        desk,
        "same.lives",
        here,
        there,
        one ->
            said(
                one.getAddress().stream()
                    .map(
                        address ->
                            String.join(
                                    " ",
                                    address.getLine().stream()
                                        .map(line -> line.getValue())
                                        .toList())
                                + " "
                                + Objects.requireNonNullElse(address.getCity(), "")
                                + " "
                                + Objects.requireNonNullElse(address.getPostalCode(), ""))
                    .toList()));
    add(
        rows,
        desk,
        "same.numbers",
        here,
        there,
        one -> said(one.getIdentifier().stream().map(number -> number.getValue()).toList()));
    add(
        rows,
        desk,
        "same.language",
        here,
        there,
        one ->
            said(
                one.getCommunication().stream()
                    .map(spoken -> spoken.getLanguage().getCodingFirstRep().getCode())
                    .toList()));
    return rows;
  }

  private static String said(List<String> values) {
    String all =
        values.stream()
            .filter(Objects::nonNull)
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "–" : all;
  }

  private static void add(
      List<Row> rows,
      Desk desk,
      String field,
      Patient here,
      Patient there,
      Function<Patient, String> value) {
    String left = value.apply(here);
    String right = value.apply(there);
    rows.add(new Row(desk.words().say(field), left, right, !left.equalsIgnoreCase(right)));
  }

  private static String preview(Desk desk, String source, String target) {
    Parameters answer =
        desk.fhir()
            .operate(
                "Patient",
                "$merge",
                merge(source, target).addParameter("preview", new BooleanType(true)),
                Parameters.class);
    return answer.getParameter().stream()
        .filter(one -> one.getResource() instanceof OperationOutcome)
        .map(one -> ((OperationOutcome) one.getResource()).getIssueFirstRep().getDiagnostics())
        .findFirst()
        .orElse(null);
  }

  private static Parameters merge(String source, String target) {
    Parameters in = new Parameters();
    in.addParameter("source-patient", new Reference("Patient/" + source));
    in.addParameter("target-patient", new Reference("Patient/" + target));
    return in;
  }

  /** Makes the other one part of this. */
  @PostMapping(SAME)
  ResponseEntity<String> one(@PathVariable("id") String id, Desk desk) {
    String with = desk.asked("with", "");
    if (!with.matches(Desk.ID)) {
      return desk.on("/console/people/" + id + "/same");
    }
    desk.fhir().operate("Patient", "$merge", merge(with, id), Parameters.class);
    return desk.done("same.done").on("/console/people/" + id);
  }
}
