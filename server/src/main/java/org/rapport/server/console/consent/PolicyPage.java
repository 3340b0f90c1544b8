package org.rapport.server.console.consent;

import java.util.Map;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.ParameterRows;
import org.rapport.server.console.Query;
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
            .columns("id", "rule", "where", "from", "citation", "state");
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
          Listing.text(row.get("rule")),
          Listing.text(row.get("jurisdiction")),
          Listing.text(
              row.getOrDefault("from", "") + (row.containsKey("to") ? " – " + row.get("to") : "")),
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
}
