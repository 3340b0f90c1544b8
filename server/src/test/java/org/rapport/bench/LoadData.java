package org.rapport.bench;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What the load program writes: bookings as FHIR and as SIU, and messages by hand. */
final class LoadData {
  private static final int STEPS = 4;
  private static final AtomicInteger PHONES = new AtomicInteger();
  private static final DateTimeFormatter TS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ");

  private LoadData() {}

  /** A zone where it is now early afternoon, so that no quiet hour defers the load. */
  static ZoneId afternoon(Instant now) {
    int offset = 13 - now.atZone(ZoneOffset.UTC).getHour();
    int hours = offset > 12 ? offset - 24 : offset < -11 ? offset + 24 : offset;
    // Etc/GMT zones have the sign of POSIX: west is positive.
    return ZoneId.of(hours == 0 ? "Etc/GMT" : "Etc/GMT" + (hours > 0 ? "-" + hours : "+" + -hours));
  }

  /** A number that nobody has had: how often somebody is written to is limited. */
  static String phone(int n) {
    return "+1416555%04d".formatted(n % 10_000);
  }

  private static String freshPhone() {
    return "+1416%07d".formatted(2_000_000 + PHONES.getAndIncrement() % 8_000_000);
  }

  private static String patient(int n, String run) {
    return """
        {"resourceType":"Patient","active":true,
         "identifier":[{"system":"urn:load:%s","value":"P%d"}],
         "name":[{"family":"Load","given":["Pat%d"]}],
         "telecom":[{"system":"phone","use":"mobile","value":"%s"}]}"""
        .formatted(run, n, n, freshPhone());
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

  /** What Rapport makes of a booking, as a client of a plain server would write it. */
  static String plan(int n, String run, String patient) {
    StringBuilder bundle =
        new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
    StringBuilder activities = new StringBuilder();
    for (int step = 0; step < STEPS; step++) {
      activities.append(
          "%s{\"reference\":{\"reference\":\"CommunicationRequest/%s-%d-%d\"}}"
              .formatted(step == 0 ? "" : ",", run, n, step));
      bundle.append(put(request(n, run, patient, step, "active"))).append(',');
    }
    return bundle
        .append(
            put(
                """
                {"resourceType":"CarePlan","id":"%1$s-%2$d","status":"active","intent":"plan",
                 "instantiatesCanonical":["https://rapport.example.org/fhir/PlanDefinition/reminders|1.0.0"],
                 "identifier":[{"system":"urn:load:plan","value":"%1$s-%2$d"}],
                 "subject":{"reference":"%4$s"},
                 "period":{"start":"2027-01-01T00:00:00Z"},
                 "activity":[%3$s]}"""
                    .formatted(run, n, activities, patient)))
        .append("]}")
        .toString();
  }

  /** What became of the first message: it is completed, and there is a Communication. */
  static String confirmed(int n, String run, String patient) {
    String communication =
        """
        {"resourceType":"Communication","id":"%1$s-%2$d","status":"completed",
         "basedOn":[{"reference":"CommunicationRequest/%1$s-%2$d-0"}],
         "category":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/outreach-purpose","code":"appointment"}]}],
         "medium":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/channel","code":"sms"}]}],
         "identifier":[{"system":"urn:load:provider","value":"SM-%1$s-%2$d"}],
         "subject":{"reference":"%3$s"},
         "sent":"2027-01-01T00:00:00Z","language":"en",
         "payload":[{"contentString":"Harbour Clinic: you are booked. Reply C to confirm."}]}"""
            .formatted(run, n, patient);
    return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
        + put(request(n, run, patient, 0, "completed"))
        + ","
        + put(communication)
        + "]}";
  }

  /** A message that somebody else has sent. */
  static String communication(int n, String run, String patient) {
    return """
        {"resourceType":"Communication","status":"completed",
         "category":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/outreach-purpose","code":"appointment"}]}],
         "medium":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/channel","code":"sms"}]}],
         "identifier":[{"system":"urn:load:sent","value":"%1$s-%2$d"}],
         "subject":{"reference":"%3$s"},
         "sent":"%4$s","language":"en",
         "payload":[{"contentString":"Harbour Clinic: you are booked. Reply C to confirm."}]}"""
        .formatted(
            run, n, patient, Instant.parse("2026-01-05T15:00:00Z").plusSeconds(n).toString());
  }

  /** So many of them in one transaction. */
  static String communications(int from, int count, String run, String patient) {
    StringBuilder bundle =
        new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
    for (int n = from; n < from + count; n++) {
      bundle
          .append(n == from ? "" : ",")
          .append("{\"resource\":")
          .append(communication(n, run, patient))
          .append(",\"request\":{\"method\":\"POST\",\"url\":\"Communication\"}}");
    }
    return bundle.append("]}").toString();
  }

  private static String request(int n, String run, String patient, int step, String status) {
    return """
        {"resourceType":"CommunicationRequest","id":"%1$s-%2$d-%3$d","status":"%4$s",
         "category":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/outreach-purpose","code":"appointment"}]}],
         "medium":[{"coding":[{"system":"https://rapport.example.org/fhir/CodeSystem/channel","code":"sms"}]}],
         "identifier":[{"system":"urn:load:step","value":"%1$s-%2$d-%3$d"}],
         "subject":{"reference":"%5$s"},
         "occurrenceDateTime":"2027-01-01T00:00:00Z","authoredOn":"2027-01-01T00:00:00Z"}"""
        .formatted(run, n, step, status, patient);
  }

  private static String put(String resource) {
    String type = resource.replaceAll("(?s).*?\"resourceType\":\"(\\w+)\".*", "$1");
    String id = resource.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    return "{\"resource\":%s,\"request\":{\"method\":\"PUT\",\"url\":\"%s/%s\"}}"
        .formatted(resource, type, id);
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
