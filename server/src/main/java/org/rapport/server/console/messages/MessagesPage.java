package org.rapport.server.console.messages;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.ParameterRows;
import org.rapport.server.console.Parts;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The journal of HL7 v2 messages, who sends them, and the routes that take them. */
@RestController
class MessagesPage {
  private static final int ROWS = 50;
  private static final List<String> ANSWERS = List.of("AA", "AE", "AR");

  @GetMapping("/console/messages")
  ResponseEntity<String> list(Desk desk) {
    LocalDate day = desk.day("day");
    Parameters answer =
        desk.fhir()
            .ask(
                Query.of("$messages")
                    .with("sender", desk.asked("sender"))
                    .with("type", desk.asked("type"))
                    .with("answer", desk.asked("answer"))
                    .with("control-id", desk.asked("control"))
                    .with("visit", desk.asked("visit"))
                    .with("since", day)
                    .with("until", day == null ? null : day.plusDays(1))
                    .with("after", desk.asked("after"))
                    .with("_count", ROWS)
                    .toString());
    Listing list =
        Listing.of(desk, "messages")
            .search("sender")
            .search("type")
            .filter("answer", ANSWERS.stream().map(one -> new Frame.Option(one, one)).toList())
            .search("control")
            .search("visit")
            .date("day", "")
            .columns("when", "sender", "type", "control", "answer", "fault", "open");
    list.above(Listing.link(desk.words().say("nav.letters"), "/console/letters"));
    for (Map<String, String> count : ParameterRows.of(desk, answer, "count")) {
      String code = count.getOrDefault("answer", "");
      list.tile(code, count.getOrDefault("value", "0"), "", desk.with("answer", code));
    }
    for (Map<String, String> row : ParameterRows.of(desk, answer, "message")) {
      String said = row.getOrDefault("answer", "");
      list.row(
          row.getOrDefault("binary", row.getOrDefault("control-id", "")).replace("Binary/", ""),
          Listing.text(row.get("at")),
          Listing.text(row.get("sender")),
          Listing.text(row.get("type")),
          Listing.text(row.get("control-id")),
          Listing.chip(said, said.equals("AA") ? "ok" : "late"),
          Listing.text(row.get("fault")),
          opened(desk, row));
    }
    String next = Parts.text(answer, "next");
    return list.next(next.isEmpty() ? null : desk.with("after", next)).show();
  }

  private static Listing.Cell opened(Desk desk, Map<String, String> row) {
    if (row.containsKey("task")) {
      return Listing.link(
          desk.words().say("messages.letter"),
          "/console/letters/" + row.get("task").replace("Task/", ""));
    }
    return row.containsKey("patient")
        ? Listing.link(
            desk.words().say("col.person"),
            "/console/people/" + row.get("patient").replace("Patient/", ""))
        : Listing.text("");
  }

  @GetMapping("/console/senders")
  ResponseEntity<String> senders(Desk desk) {
    Parameters answer = desk.fhir().ask("$senders");
    Listing list =
        Listing.of(desk, "senders").columns("sender", "zone", "last", "answer", "oldest", "open");
    for (Map<String, String> receiver : ParameterRows.of(desk, answer, "receiver")) {
      receiver(desk, list, receiver);
    }
    List<Map<String, String>> rows = ParameterRows.of(desk, answer, "sender");
    for (int i = 0; i < rows.size(); i++) {
      Map<String, String> row = rows.get(i);
      String letter = row.getOrDefault("dead-letter", "").replace("Task/", "");
      list.row(
          row.getOrDefault("name", ""),
          Listing.link(
              row.get("name"),
              Query.of("/console/messages").with("sender", row.get("name")).toString()),
          Listing.text(row.get("zone")),
          Listing.text(row.get("last")),
          Listing.text(counts(Parts.of(answer, "sender").get(i))),
          Listing.text(row.get("dead-letter-since")),
          letter.isEmpty()
              ? Listing.text("")
              : Listing.link(desk.words().say("messages.letter"), "/console/letters/" + letter));
    }
    return list.show();
  }

  private static void receiver(Desk desk, Listing list, Map<String, String> row) {
    String state =
        row.containsKey("down-since")
            ? desk.words()
                .say("senders.down", row.get("down-since"), row.getOrDefault("failure", ""))
            : row.containsKey("answer")
                ? desk.words().say("senders.answers", row.get("answer"), row.get("last"))
                : desk.words().say("senders.untold");
    list.tile(
        desk.words().say("senders.told", row.getOrDefault("name", ""), row.get("address")),
        desk.words().say("senders.waiting", row.getOrDefault("waiting", "0")),
        state,
        "/console/outbound");
  }

  private static String counts(Parameters.ParametersParameterComponent sender) {
    return String.join(
        ", ",
        sender.getPart().stream()
            .filter(part -> part.getName().equals("count"))
            .map(part -> Parts.text(part, "answer") + " " + Parts.text(part, "value"))
            .toList());
  }

  @GetMapping("/console/routes")
  ResponseEntity<String> routes(Desk desk) {
    Parameters answer = desk.fhir().ask("$routes");
    Listing list =
        Listing.of(desk, "routes").columns("route", "file", "state", "done", "faulty", "fault");
    for (Map<String, String> worker : ParameterRows.of(desk, answer, "worker")) {
      boolean silent = Boolean.parseBoolean(worker.get("silent"));
      list.tile(
          worker.getOrDefault("name", ""),
          desk.words().say(silent ? "routes.silent" : "routes.heard"),
          desk.words()
              .say(
                  "routes.worker",
                  worker.getOrDefault("version", ""),
                  worker.getOrDefault("since", ""),
                  worker.getOrDefault("seen", "")),
          null);
    }
    for (Map<String, String> row : ParameterRows.of(desk, answer, "route")) {
      String state = row.getOrDefault("state", "");
      list.row(
          row.getOrDefault("worker", "") + row.getOrDefault("id", ""),
          Listing.text(row.get("id")),
          Listing.text(
              Stream.of(row.get("file"), row.get("worker"))
                  .filter(Objects::nonNull)
                  .collect(Collectors.joining(" · "))),
          Listing.chip(
              desk.words().or("routes.state." + state.toLowerCase(Locale.ROOT), state),
              state.equalsIgnoreCase("started") ? "ok" : "warn"),
          Listing.text(row.get("total")),
          Listing.text(row.get("failed")),
          Listing.text(row.get("fault")));
    }
    return list.show();
  }
}
