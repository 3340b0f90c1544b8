package org.rapport.server.it;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ADT messages of a patient's own data as an EHR sends them, newer than all of {@link SiuMessages}
 * that were made by then.
 */
final class AdtMessages {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final LocalDateTime FIRST = LocalDateTime.of(2027, 2, 1, 0, 0);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String event;
  private final String control;
  private final LocalDateTime sent;
  private final List<String> pid;

  private AdtMessages(String event, String control, LocalDateTime sent, List<String> pid) {
    this.event = event;
    this.control = control;
    this.sent = sent;
    this.pid = pid;
  }

  static AdtMessages of(String event, Person person) {
    int number = NUMBER.incrementAndGet();
    List<String> pid = new ArrayList<>(List.of("PID"));
    while (pid.size() <= 40) {
      pid.add("");
    }
    pid.set(1, "1");
    pid.set(3, person.id() + "^^^MAIN^MR");
    pid.set(5, "Test^" + person.given());
    pid.set(7, "19800101");
    pid.set(8, "F");
    return new AdtMessages(event, "ADT" + number, FIRST.plusSeconds(number), pid);
  }

  /** Sets a field of PID. */
  AdtMessages with(int field, String value) {
    List<String> other = new ArrayList<>(pid);
    other.set(field, value);
    return new AdtMessages(event, control, sent, other);
  }

  /** Written before everything else, however late it arrives. */
  AdtMessages old() {
    return new AdtMessages(event, control, sent.minusYears(1), pid);
  }

  String control() {
    return control;
  }

  /** The message as it goes over the wire. */
  String text() {
    return String.join(
        "\r",
        "MSH|^~\\&|EPIC|MAIN|RAPPORT|HUB|"
            + TIME.format(sent)
            + "||ADT^"
            + event
            + "^ADT_A01|"
            + control
            + "|P|2.5.1",
        "EVN|" + event + "|" + TIME.format(sent),
        String.join("|", pid),
        "PV1|1|O",
        "");
  }

  /** The same without saying whose data it is. */
  String textWithoutNumber() {
    return with(3, "").text();
  }
}
