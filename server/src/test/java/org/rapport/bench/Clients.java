package org.rapport.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Eight clients at once. */
final class Clients {
  private static final int CLIENTS = 8;

  private Clients() {}

  /** What each of them does. */
  interface Job {
    void run() throws Exception;
  }

  /** Runs it eight times beside itself, until the last is over; the first failure ends the run. */
  static void inParallel(Job job) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(
            pool.submit(
                () -> {
                  job.run();
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
  }
}
