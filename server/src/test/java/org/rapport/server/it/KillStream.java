package org.rapport.server.it;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * One EHR that books, moves and cancels visits of its patients without end, one message after the
 * other: what was not acknowledged is sent again, the same, until it is. It remembers what each
 * visit has to be by what was acknowledged.
 */
final class KillStream implements Runnable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final LocalDateTime FIRST = LocalDateTime.of(2027, 3, 20, 9, 0);
  private static final int PATIENTS = 6;

  /** After what was not acknowledged, it is tried again. */
  private static final long AGAIN_NANOS = 50_000_000L;

  /** What a visit was at one time: its status, and its start by the wall clock. */
  record State(String status, LocalDateTime start) {}

  /** A visit, and all that it was by acknowledged messages, in order. */
  record Visit(String filler, int patient, List<State> states) {
    State last() {
      return states.get(states.size() - 1);
    }
  }

  private record Sent(Visit visit, State state, String text) {}

  private final String application;
  private final int port;
  private final Random random;
  private final List<Visit> visits = new ArrayList<>();
  private int messages;
  private int resent;
  private Sent open;
  private volatile boolean over;

  /**
   * A sender.
   *
   * @param application its MSH-3; nobody else has it
   */
  KillStream(String application, int port, long seed) {
    this.application = application;
    this.port = port;
    this.random = new Random(seed);
  }

  String system(String kind) {
    return "urn:rapport:ehr:" + application + ":KILL:" + kind;
  }

  /** All visits that were ever acknowledged; read it while nothing is sent. */
  List<Visit> visits() {
    return visits.stream().filter(visit -> !visit.states().isEmpty()).toList();
  }

  /** Whether a message is not acknowledged: what it says may be so already, or not. */
  boolean isOpen(Visit visit) {
    return open != null && open.visit() == visit;
  }

  synchronized int acknowledged() {
    return messages;
  }

  int resent() {
    return resent;
  }

  /** Ends after the message that is under way, acknowledged or not. */
  void stop() {
    over = true;
  }

  /** Has whatever is not acknowledged yet acknowledged, and sends no more. */
  void finish() throws IOException {
    if (open != null) {
      try (MllpClient connection = new MllpClient(port)) {
        send(connection);
      }
    }
  }

  @Override
  public void run() {
    over = false;
    while (!over) {
      try (MllpClient connection = new MllpClient(port)) {
        while (!over) {
          send(connection);
        }
      } catch (IOException | RuntimeException gone) {
        // Of somebody who is away it is asked twenty times a second.
        LockSupport.parkNanos(AGAIN_NANOS);
      }
    }
  }

  private void send(MllpClient connection) throws IOException {
    if (open == null) {
      open = next();
    } else {
      resent++;
    }
    if (!"AA".equals(connection.send(open.text()).code())) {
      LockSupport.parkNanos(AGAIN_NANOS);
      return;
    }
    open.visit().states().add(open.state());
    synchronized (this) {
      messages++;
    }
    open = null;
  }

  private Sent next() {
    List<Visit> standing =
        visits.stream().filter(visit -> visit.last().status().equals("booked")).toList();
    int dice = random.nextInt(10);
    if (standing.size() < 4 || dice < 3) {
      Visit visit =
          new Visit(application + visits.size(), random.nextInt(PATIENTS), new ArrayList<>());
      visits.add(visit);
      return sent("S12", visit, new State("booked", start()));
    }
    Visit visit = standing.get(random.nextInt(standing.size()));
    return dice < 8
        ? sent("S13", visit, new State("booked", start()))
        : sent("S15", visit, new State("cancelled", visit.last().start()));
  }

  // No two of a sender's visits are ever at the same minute: each change is one.
  private LocalDateTime start() {
    return FIRST.plusMinutes(messages + 1L);
  }

  private Sent sent(String event, Visit visit, State state) {
    String patient = application + "-P" + visit.patient();
    String text =
        String.join(
            "\r",
            "MSH|^~\\&|%s|KILL|RAPPORT|HUB|%s||SIU^%s^SIU_S12|%s-%d|P|2.5.1"
                .formatted(
                    application,
                    TIME.format(LocalDateTime.of(2027, 1, 1, 0, 0).plusSeconds(messages)),
                    event,
                    application,
                    messages),
            "SCH|P%1$s|%1$s|||||CHECKUP|ROUTINE|30|min|^^30^%2$s"
                .formatted(visit.filler(), TIME.format(state.start())),
            "PID|1||%s^^^KILL^MR||Test^%s||19800101|F".formatted(patient, application),
            "RGS|1",
            "");
    return new Sent(visit, state, text);
  }
}
