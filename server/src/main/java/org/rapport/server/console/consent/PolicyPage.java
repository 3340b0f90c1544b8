package org.rapport.server.console.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.DateType;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.ParameterRows;
import org.rapport.server.console.Query;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The rows of the policy in force on a day, for a place: what law and house say, and whether a
 * lawyer has looked.
 */
@RestController
class PolicyPage {
  @GetMapping("/console/policy")
  ResponseEntity<String> show(Desk desk) {
    String day = desk.asked("day", desk.today().toString());
    Listing list =
        Listing.of(desk, "policy")
            .date("day", day)
            .columns("id", "rule", "purposes", "where", "citation", "state");
    PolicyWords words = new PolicyWords(desk.words(), code -> desk.name(Channel.SYSTEM, code));
    int unverified = 0;
    for (Map<String, String> row :
        ParameterRows.of(
            desk,
            desk.fhir()
                .ask(
                    Query.of("$policy")
                        .with("at", day)
                        .with("location", desk.asked("place"))
                        .toString()),
            "row")) {
      boolean verified = "true".equals(row.get("verified"));
      unverified += verified ? 0 : 1;
      list.row(
          row.getOrDefault("id", ""),
          Listing.text(row.get("id")),
          Listing.text(words.say(row.getOrDefault("kind", ""), row.getOrDefault("rule", ""))),
          Listing.text(purposes(desk, row)),
          Listing.text(where(desk, row)),
          Listing.text(row.get("citation")),
          Listing.chip(
              desk.words().say(verified ? "policy.verified" : "policy.unverified"),
              verified ? "ok" : "warn"));
    }
    list.above(
        Listing.chip(
            desk.words().say("policy.count", unverified), unverified == 0 ? "ok" : "warn"));
    return list.show();
  }

  private static String purposes(Desk desk, Map<String, String> row) {
    List<String> said = new ArrayList<>();
    said.add(
        names(desk, OutreachPurpose.SYSTEM, row.get("purpose"), OutreachPurpose.values().length));
    said.add(names(desk, Channel.SYSTEM, row.get("channel"), Channel.values().length));
    said.removeIf(String::isEmpty);
    return said.isEmpty() ? desk.words().say("any") : String.join(" · ", said);
  }

  // All of them are no choice.
  private static String names(Desk desk, String system, String codes, int all) {
    List<String> each = codes == null ? List.of() : List.of(codes.split(", "));
    return each.size() == all
        ? ""
        : each.stream().map(code -> desk.name(system, code)).collect(Collectors.joining(", "));
  }

  /** The country and the part of it; and since when, where that is said. */
  private static String where(Desk desk, Map<String, String> row) {
    String[] code = row.getOrDefault("jurisdiction", "*").split("-", 2);
    Locale locale = desk.words().locale();
    String place =
        "*".equals(code[0])
            ? desk.words().say("policy.everywhere")
            : new Locale("", code[0]).getDisplayCountry(locale)
                + (code.length == 1 ? "" : " (" + row.get("jurisdiction") + ")");
    String to = row.get("to");
    String from = row.get("from");
    if (from != null) {
      place = desk.words().say("policy.from", place, day(desk, from));
    }
    return to == null ? place : desk.words().say("policy.to", place, day(desk, to));
  }

  private static String day(Desk desk, String day) {
    return desk.times().date(new DateType(day));
  }
}
