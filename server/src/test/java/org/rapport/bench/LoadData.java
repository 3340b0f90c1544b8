package org.rapport.bench;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** What the load program writes: bookings as FHIR and as SIU, and messages by hand. */
final class LoadData {
  private static final DateTimeFormatter TS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ");

  private LoadData() {}

  /** A zone where it is now early afternoon, so that no quiet hour defers the load. */
  static ZoneId afternoon(Instant now) {
    int offset = 13 - now.atZone(ZoneOffset.UTC).getHour();
    int hours = offset > 12 ? offset - 24 : offset < -11 ? offset + 24 : offset;
    // Etc/GMT zones have the sign of POSIX: west is positive.
    return ZoneId.of(hours == 0 ? "Etc/GMT" : "Etc/GMT" + (hours > 0 ? "-" + hours : "+" + -hours));
  }

  static String phone(int n) {
    return "+1416555%04d".formatted(n % 10_000);
  }

  private static String patient(int n, String run) {
    return """
        {"resourceType":"Patient","active":true,
         "identifier":[{"system":"urn:load:%s","value":"P%d"}],
         "name":[{"family":"Load","given":["Pat%d"]}],
         "telecom":[{"system":"phone","use":"mobile","value":"%s"}]}"""
        .formatted(run, n, n, phone(n));
  }

  /** Patient and Appointment by conditional PUT in one transaction. */
  static String booking(int n, String run, Instant start) {
    String urn = "urn:uuid:" + UUID.randomUUID();
    return """
        {"resourceType":"Bundle","type":"transaction","entry":[
         {"fullUrl":"%s","resource":%s,"request":{"method":"PUT","url":"Patient?identifier=urn:load:%s|P%d"}},
         {"resource":{"resourceType":"Appointment","status":"booked",
           "identifier":[{"system":"urn:load:%s","value":"A%d"}],
           "start":"%s","end":"%s",
           "participant":[{"actor":{"reference":"%s"},"status":"accepted"}]},
          "request":{"method":"PUT","url":"Appointment?identifier=urn:load:%s|A%d"}}]}"""
        .formatted(
            urn, patient(n, run), run, n, run, n, start, start.plusSeconds(1800), urn, run, n);
  }

  /** {@code count} patients, each with a message that staff wrote, due at an instant. */
  static String messages(int from, int count, String run, Instant due) {
    StringBuilder bundle =
        new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
    for (int n = from; n < from + count; n++) {
      String urn = "urn:uuid:" + UUID.randomUUID();
      bundle
          .append(n == from ? "" : ",")
          .append("{\"fullUrl\":\"" + urn + "\",\"resource\":")
          .append(patient(n, run))
          .append(",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},")
          .append(
              """
              {"resource":{"resourceType":"CommunicationRequest","status":"active",
                "subject":{"reference":"%s"},"occurrenceDateTime":"%s",
                "category":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/outreach-purpose","code":"appointment"}]}],
                "payload":[{"contentString":"Harbour Clinic: please call +1 416 555 0100 about your visit. %s-%d"}]},
               "request":{"method":"POST","url":"CommunicationRequest"}}"""
                  .formatted(urn, due, run, n));
    }
    return bundle.append("]}").toString();
  }

  /** An SIU^S12. */
  static String siu(int n, String run, Instant now, Instant start) {
    ZonedDateTime sent = now.atZone(ZoneOffset.UTC);
    return String.join(
        "\r",
        "MSH|^~\\&|LOAD|%s|RAPPORT|HUB|%s||SIU^S12^SIU_S12|%s-%d|P|2.5.1"
            .formatted(run, TS.format(sent), run, n),
        "SCH|P%d|F%d|||||CHECKUP|ROUTINE|30|min|^^30^%s|||||||||||||||Booked"
            .formatted(n, n, TS.format(start.atZone(ZoneOffset.UTC))),
        "PID|1||M%d^^^LOAD^MR||Load^Pat%d||19800101|F|||||^PRN^CP^^1^416^555%04d"
            .formatted(n, n, n % 10_000),
        "RGS|1",
        "AIL|1||ROOM%d".formatted(n % 20),
        "AIP|1||%d^Smith^Al".formatted(n % 20));
  }
}
