package org.rapport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the gate costs with a long history: messages claimed a second, with 10, 1,000 and 100,000
 * past messages in the clinic, up to 500 of them of one patient. The histories are written into the
 * projections directly, as the gate reads nothing else; the rounds are interleaved, so that a slow
 * moment of the machine hits all. See docs/benchmarks.md for the command.
 */
public final class ClaimLoad {
  private static final List<Integer> HISTORIES = List.of(10, 1_000, 100_000);
  private static final int MESSAGES = 400;
  private static final int ROUNDS = 4;
  private static final int BATCH = 40;

  private ClaimLoad() {}

  public static void main(String[] args) throws Exception {
    Path work =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()));
    Path data = work.resolve("product").toAbsolutePath();
    Path jar = Path.of("target", "rapport.jar").toAbsolutePath();
    Map<String, String> env =
        Map.of(
            "RAPPORT_ROLE",
            "server",
            "RAPPORT_CLINIC_ZONE",
            LoadData.afternoon(Instant.now()).getId());
    try (LoadTarget product = LoadTarget.product(jar, data, env);
        Connection database = database(data)) {
      round(product, database, 10, "warm");
      round(product, database, 10, "warmer");
      for (int round = 0; round < ROUNDS; round++) {
        for (int history : HISTORIES) {
          System.out.printf(
              "%,d past messages: %.0f messages claimed a second%n",
              history, round(product, database, history, "r" + round + "h" + history));
          System.out.flush();
        }
      }
    }
  }

  private static double round(LoadTarget product, Connection database, int history, String run)
      throws Exception {
    Instant due = Instant.now();
    for (int n = 0; n < MESSAGES; n += 25) {
      product.transaction(LoadData.messages(n, 25, run, due));
    }
    try (Statement sql = database.createStatement()) {
      sql.execute("truncate rapport.communication_facts");
      // Spread over two years, to at most 500 a patient; every patient of the round has some.
      sql.execute(
          """
          insert into rapport.communication_facts
            (id, version, patient_id, based_on, status, channel, sent_at, fingerprint, purpose)
          select gen_random_uuid(), 1, p.id, gen_random_uuid(), 'completed', 'sms',
            now() - interval '8 days' - (random() * interval '700 days'),
            md5(random()::text), 'appointment'
          from (select patient_id as id, row_number() over (order by patient_id) as n
                from rapport.planned_message where status = 'active') p
          join generate_series(1, %d) g on g %% least(%d, (select count(*) from rapport.planned_message
            where status = 'active')) + 1 = p.n"""
              .formatted(history, Math.max(1, history / 500)));
      // A history is not written in the second before it is asked: what the database does after
      // that much writing is done before the round, and not in it.
      sql.execute("vacuum analyze rapport.communication_facts");
      sql.execute("checkpoint");
    }
    long begin = System.nanoTime();
    int claimed = 0;
    for (int got = 1; got > 0; claimed += got) {
      got = product.claim("message", BATCH);
    }
    if (claimed != MESSAGES) {
      throw new IllegalStateException(claimed + " of " + MESSAGES + " were released");
    }
    double rate = claimed / ((System.nanoTime() - begin) / 1e9);
    try (Statement sql = database.createStatement()) {
      // What was claimed is out of the way of the next round.
      sql.execute("delete from rapport.attempt");
      sql.execute("delete from rapport.work_item where kind = 'message'");
      sql.execute("update rapport.planned_message set status = 'completed'");
    }
    return rate;
  }

  private static Connection database(Path data) throws Exception {
    List<String> pid = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + pid.get(3) + "/postgres",
        "rapport_app",
        Files.readString(data.resolve("keys").resolve("database")).strip());
  }
}
