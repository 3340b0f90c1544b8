package org.rapport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long each Measure takes over a million messages and a hundred thousand inquiries of a year,
 * for the whole year and for its last month, beside a plain count of the messages. The history is
 * written into the projections directly, as measures read nothing else; the rounds are interleaved.
 * See docs/benchmarks.md for the command.
 */
public final class MeasureLoad {
  private static final int ROUNDS = 5;
  private static final String PLAIN = "plain count of the messages";

  private MeasureLoad() {}

  public static void main(String[] args) throws Exception {
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()));
    Path data = work.resolve("product").toAbsolutePath();
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    Map<String, List<Double>> seconds = new TreeMap<>();
    try (LoadTarget product = LoadTarget.product(jar, data, Map.of("RAPPORT_ROLE", "server"));
        Connection database = database(data)) {
      history(database);
      List<String> measures = measures(database);
      for (int round = 0; round < ROUNDS; round++) {
        long plain = System.nanoTime();
        count(database);
        took(seconds, PLAIN, plain);
        for (String measure : measures) {
          for (int days : new int[] {30, 365}) {
            String first = java.time.LocalDate.now().minusDays(days).toString();
            long begin = System.nanoTime();
            product.get("Measure/" + measure + "/$evaluate-measure?periodStart=" + first);
            took(seconds, "%s, %d days".formatted(measure, days), begin);
          }
        }
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

  private static void took(Map<String, List<Double>> seconds, String question, long begin) {
    seconds
        .computeIfAbsent(question, unused -> new ArrayList<>())
        .add((System.nanoTime() - begin) / 1e9);
  }

  private static void history(Connection database) throws Exception {
    try (Statement sql = database.createStatement()) {
      sql.execute("set search_path to rapport");
      // Ten messages for each of the 100,000 people, each of whom asked once and was seen.
      sql.execute(
          """
          insert into appointment_facts
            (id, version, status, start_at, end_at, location_id, patients, services)
          select 'v' || n, 1, case when n % 11 = 0 then 'noshow' else 'fulfilled' end, at,
            at + interval '30 minutes', 'l' || n % 20, array['p' || n], array['s' || n % 12]
          from (select n, now() - n * interval '5 minutes' as at from generate_series(1, 100000) n) t
          """);
      sql.execute(
          """
          insert into lead_facts (id, version, patient_id, status, stage, priority, service_id,
            location_id, visit_id, created_at, due_at, responded_at, first_campaign)
          select 't' || n, 1, 'p' || n, case when n % 3 = 0 then 'requested' else 'completed' end,
            case when n % 3 = 0 then 'new' else 'booked' end, 'routine', 's' || n % 12,
            'l' || n % 20, case when n % 3 = 0 then null else 'v' || n end, at,
            at + interval '1 day', case when n % 3 = 0 then null else at + interval '2 hours' end,
            'c' || n % 5
          from (select n, now() - n * interval '5 minutes' - interval '6 days' as at
                from generate_series(1, 100000) n) t
          """);
      sql.execute(
          """
          insert into enrolment (id, version, journey, patient_id, focus, status, entered, variant)
          select 'e' || n, 1, 'https://rapport.example.org/fhir/PlanDefinition/lead-intake', 'p' || n,
            'Task/t' || n, 'completed', now() - n * interval '5 minutes' - interval '6 days',
            case when n % 2 = 0 then 'a' else 'b' end
          from generate_series(1, 100000) n
          """);
      sql.execute(
          """
          insert into planned_message (id, version, patient_id, enrolment, step, focus, purpose,
            channel, occurrence, status, variant)
          select 'm' || n || '-' || k, 1, 'p' || n, 'e' || n, 'step-' || k, 'Appointment/v' || n,
            'appointment', case when k % 3 = 0 then 'email' else 'sms' end,
            now() - n * interval '5 minutes' - k * interval '10 hours',
            case when k = 9 then 'revoked' else 'completed' end,
            case when n % 2 = 0 then 'a' else 'b' end
          from generate_series(1, 100000) n, generate_series(0, 9) k
          """);
      sql.execute(
          """
          insert into communication_facts (id, version, patient_id, based_on, status, reason,
            channel, sent_at, fingerprint, purpose, delivery_status)
          select 'c' || id, 1, patient_id, id,
            case when status = 'revoked' then 'not-done' else 'completed' end,
            case when status = 'revoked' then 'delivery-failed' end, channel,
            case when status = 'completed' then occurrence end, md5(id), purpose, 'delivered'
          from planned_message
          """);
      sql.execute(
          """
          insert into survey_facts (id, version, patient_id, answered_at, overall)
          select 'q' || n, 1, 'p' || n, now() - n * interval '5 minutes', n % 5 + 1
          from generate_series(1, 100000) n
          """);
      sql.execute(
          """
          insert into focus_facts (reference, version, patient_id, status, kinds, start_at)
          select 'Communication/k' || n, 1, 'p' || n, 'completed',
            array[case when n % 4 = 0 then 'missed-call' else 'call' end],
            now() - n * interval '5 minutes'
          from generate_series(1, 100000) n
          """);
      sql.execute(
          """
          insert into patient_address (id, tail)
          select 'p' || n, lpad(n::text, 9, '0') from generate_series(1, 100000) n
          """);
      sql.execute(
          """
          insert into address_signal (id, version, channel, address, tail, kind, signalled_at)
          select 'o' || n, 1, 'sms', '+1' || lpad(n::text, 9, '0'), lpad(n::text, 9, '0'),
            'opt-out', now() - n * interval '5 minutes'
          from generate_series(1, 100000, 50) n
          """);
      sql.execute("analyze");
    }
  }

  private static List<String> measures(Connection database) throws Exception {
    List<String> found = new ArrayList<>();
    try (Statement sql = database.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "select fhir_id from public.hfj_resource where res_type = 'Measure' order by 1")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static void count(Connection database) throws Exception {
    try (Statement sql = database.createStatement();
        ResultSet rows = sql.executeQuery("select count(*) from rapport.communication_facts")) {
      rows.next();
    }
  }

  private static Connection database(Path data) throws Exception {
    List<String> pid = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + pid.get(3) + "/postgres",
        "rapport_app",
        Files.readString(data.resolve("keys").resolve("database")).strip());
  }
}
