package org.rapport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How long a segment over 100,000 patients takes to count, beside HAPI's own count of the search in
 * it. A thousand patients and 500 visits are written by the API and their index rows multiplied in
 * SQL, as a count reads nothing else; the rounds are interleaved. See docs/benchmarks.md for the
 * command.
 */
public final class SegmentLoad {
  private static final int PATIENTS = 1_000;
  private static final int COPIES = 99;
  private static final int ROUNDS = 7;

  private SegmentLoad() {}

  public static void main(String[] args) throws Exception {
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()));
    Path data = work.resolve("product").toAbsolutePath();
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    try (LoadTarget product = LoadTarget.product(jar, data, Map.of("RAPPORT_ROLE", "server"));
        Connection database = CopiedRows.database(data)) {
      for (int from = 0; from < PATIENTS; from += 100) {
        product.transaction(patients(from, 100));
      }
      product.transaction(groups());
      CopiedRows.of(database, "'Patient', 'Appointment'", COPIES);
      Map<String, String> questions =
          Map.of(
              "HAPI's own count of one search", "Patient?language=fr",
              "segment, one filter", "Group/one/$members",
              "segment, two filters", "Group/two/$members",
              "segment, _has", "Group/has/$members");
      for (String question : questions.keySet().stream().sorted().toList()) {
        System.out.printf("%s: %,d%n", question, product.count(questions.get(question)));
      }
      Map<String, List<Double>> seconds = new java.util.TreeMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (var question : questions.entrySet()) {
          long begin = System.nanoTime();
          product.count(question.getValue());
          seconds
              .computeIfAbsent(question.getKey(), unused -> new ArrayList<>())
              .add((System.nanoTime() - begin) / 1e9);
        }
      }
      seconds.forEach(
          (question, all) -> {
            Collections.sort(all);
            System.out.printf(
                "%s: median %.2f s (%.2f to %.2f)%n",
                question, all.get(ROUNDS / 2), all.get(0), all.get(ROUNDS - 1));
          });
    }
  }

  private static String patients(int from, int count) {
    StringBuilder entries = new StringBuilder();
    for (int n = from; n < from + count; n++) {
      entry(
          entries,
          "Patient/p" + n,
          """
          {"resourceType":"Patient","id":"p%d","active":true,"name":[{"family":"F%d"}],
           "communication":[{"language":{"coding":[
            {"system":"urn:ietf:bcp:47","code":"%s"}]}}]}"""
              .formatted(n, n, n % 2 == 0 ? "fr" : "en"));
      if (n % 4 < 2) {
        entry(
            entries,
            "Appointment/a" + n,
            """
            {"resourceType":"Appointment","id":"a%d","status":"fulfilled",
             "start":"2026-01-10T14:30:00Z","end":"2026-01-10T15:00:00Z","participant":[
              {"actor":{"reference":"Patient/p%d"},"status":"accepted"}]}"""
                .formatted(n, n));
      }
    }
    return bundle(entries);
  }

  private static String groups() {
    StringBuilder entries = new StringBuilder();
    group(entries, "one", "Patient?language=fr");
    group(entries, "two", "Patient?language=fr", "Appointment?status=fulfilled");
    group(entries, "has", "Patient?_has:Appointment:patient:status=fulfilled");
    return bundle(entries);
  }

  private static void group(StringBuilder entries, String id, String... queries) {
    List<String> filters = new ArrayList<>();
    for (String query : queries) {
      filters.add(
          """
          {"url":"http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter",
           "valueExpression":{"language":"application/x-fhir-query","expression":"%s"}}"""
              .formatted(query));
    }
    entry(
        entries,
        "Group/" + id,
        """
        {"resourceType":"Group","id":"%s","type":"person","actual":false,"modifierExtension":[%s]}"""
            .formatted(id, String.join(",", filters)));
  }

  private static void entry(StringBuilder entries, String url, String resource) {
    entries
        .append(entries.length() == 0 ? "" : ",")
        .append("{\"resource\":")
        .append(resource)
        .append(",\"request\":{\"method\":\"PUT\",\"url\":\"")
        .append(url)
        .append("\"}}");
  }

  private static String bundle(StringBuilder entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}";
  }
}
