package org.rapport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What an SIU^S12 costs from its frame to its AA over eight connections, and what comes after it:
 * plans and confirmations. Bounded in count, on loopback.
 */
final class MllpLoad {
  private MllpLoad() {}

  /** Arguments: messages to warm up with (2,000), messages a round (500), rounds (3). */
  public static void main(String[] arguments) throws Exception {
    int warm = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    int port = LoadTarget.freePort();
    Path data = Files.createTempDirectory(Path.of("target"), "bench-mllp").resolve("data");
    Map<String, String> env =
        Map.of(
            "RAPPORT_MLLP_PORT",
            Integer.toString(port),
            "RAPPORT_CLINIC_ZONE",
            LoadData.afternoon(Instant.now()).getId());
    try (LoadTarget server = LoadTarget.product(Path.of("target", "rapport.jar"), data, env)) {
      LoadProgram.mllp(port, warm);
      LoadProgram.settle(server);
      for (int round = 0; round < rounds; round++) {
        Usage before = server.usage();
        double rate = LoadProgram.mllp(port, count);
        Usage answered = server.usage().since(before, count);
        LoadProgram.settle(server);
        Usage done = server.usage().since(before, count);
        System.out.printf(
            "MLLP to AA %.0f/s; each until the last AA %.1f + %.1f ms of processor, until all is"
                + " planned and sent %.1f + %.1f ms, %d commits, %d rows%n",
            rate,
            answered.server(),
            answered.database(),
            done.server(),
            done.database(),
            done.commits(),
            done.rows());
      }
    }
    System.exit(0);
  }
}
