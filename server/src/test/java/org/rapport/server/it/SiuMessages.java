package org.rapport.server.it;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;

/** SIU messages as an EHR sends them; each later one is newer, unless told otherwise. */
final class SiuMessages {
  static final String APPOINTMENTS = "urn:rapport:ehr:EPIC:MAIN:appointment";
  static final String PATIENTS = "urn:rapport:ehr:EPIC:MAIN:patient";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String event;
  private final String filler;
  private final int number = NUMBER.incrementAndGet();
  private LocalDateTime sent = LocalDateTime.of(2027, 1, 1, 0, 0).plusSeconds(number);
  private ZonedDateTime start;
  private Person person;
  private String status = "";

  private SiuMessages(String event, String filler) {
    this.event = event;
    this.filler = filler;
  }

  static SiuMessages booking(String filler) {
    return new SiuMessages("S12", filler);
  }

  static SiuMessages moved(String filler) {
    return new SiuMessages("S13", filler);
  }

  static SiuMessages cancelled(String filler) {
    return new SiuMessages("S15", filler);
  }

  static SiuMessages deleted(String filler) {
    return new SiuMessages("S17", filler);
  }

  static SiuMessages noShow(String filler) {
    return new SiuMessages("S26", filler);
  }

  SiuMessages at(ZonedDateTime visit) {
    start = visit;
    return this;
  }

  SiuMessages of(Person patient) {
    person = patient;
    return this;
  }

  /** SCH-25. */
  SiuMessages saying(String fillerStatus) {
    status = fillerStatus;
    return this;
  }

  /** Written before everything else, however late it arrives. */
  SiuMessages old() {
    sent = LocalDateTime.of(2026, 12, 1, 0, 0).plusSeconds(number);
    return this;
  }

  /** The message as it goes over the wire. */
  String text() {
    return String.join(
        "\r",
        "MSH|^~\\&|EPIC|MAIN|RAPPORT|HUB|"
            + TIME.format(sent)
            + "||SIU^"
            + event
            + "^SIU_S12|M"
            + number
            + "|P|2.5.1",
        "SCH|P"
            + filler
            + "|"
            + filler
            + "|||||CHECKUP|ROUTINE|30|min|^^30^"
            + TIME.format(start)
            + "|||||||||||||||"
            + status,
        pid(),
        "RGS|1",
        "AIP|1||123^Smith^Al",
        "");
  }

  /** The same without PID, which cannot be mapped. */
  String textWithoutPid() {
    return text().replace(pid() + "\r", "");
  }

  private String pid() {
    String contacts =
        (person.phone().isBlank() ? "" : "^PRN^CP^^1^416^" + person.localPhone() + "~")
            + (person.email().isBlank() ? "" : "^NET^Internet^" + person.email());
    return "PID|1||"
        + person.id()
        + "^^^MAIN^MR||Test^"
        + person.given()
        + "||19800101|F|||||"
        + contacts;
  }
}
