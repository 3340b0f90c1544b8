package org.rapport.server.console.outbound;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.ParameterRows;
import org.rapport.terminology.Channel;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Work by kind, what died with its error, and how the channels stand. */
@RestController
class OutboundPage {
  @GetMapping("/console/outbound")
  ResponseEntity<String> work(Desk desk) {
    Parameters answer = desk.fhir().ask("$work?_count=50");
    Listing list =
        Listing.of(desk, "outbound").columns("kind", "about", "tries", "error", "acts").live();
    for (Map<String, String> kind : ParameterRows.of(desk, answer, "kind")) {
      list.tile(
          kind(desk, kind.get("code")),
          kind.getOrDefault("due", "0"),
          desk.words()
              .say(
                  "outbound.detail",
                  kind.getOrDefault("later", "0"),
                  kind.getOrDefault("dead", "0"),
                  kind.getOrDefault("oldest", "–")),
          null);
    }
    for (Map<String, String> dead : ParameterRows.of(desk, answer, "dead")) {
      String id = dead.getOrDefault("id", "");
      list.row(
          id,
          Listing.text(kind(desk, dead.get("kind"))),
          Listing.text(dead.get("focus")),
          Listing.text(dead.get("attempts")),
          Listing.chip(dead.get("error"), "late"),
          Listing.acts(
              List.of(
                  new Listing.Act(
                      "/console/outbound/retry",
                      desk.words().say("outbound.retry.what", dead.getOrDefault("focus", id)),
                      Map.of("id", id),
                      false,
                      false))));
    }
    return list.show();
  }

  @PostMapping("/console/outbound/retry")
  ResponseEntity<String> retry(Desk desk) {
    Parameters in = new Parameters();
    in.addParameter("retry", new StringType(desk.asked("id")));
    try {
      desk.fhir().operate("$work", in, Parameters.class);
    } catch (ResourceNotFoundException again) {
      // Of two who press it, or of one who presses it twice, the second finds it alive.
      return desk.done("outbound.alive").on("/console/outbound");
    }
    return desk.done("outbound.retried").on("/console/outbound");
  }

  private static String kind(Desk desk, String code) {
    return code == null ? "" : desk.words().or("outbound.kind." + code, code);
  }

  @GetMapping("/console/channels")
  ResponseEntity<String> channels(Desk desk) {
    Listing list =
        Listing.of(desk, "channels")
            .columns("channel", "state", "since", "inhand", "held", "sent", "failed")
            .live();
    for (Map<String, String> channel :
        ParameterRows.of(desk, desk.fhir().ask("$channels"), "channel")) {
      boolean open = "open".equals(channel.get("circuit"));
      String code = channel.getOrDefault("code", "");
      list.row(
          code,
          Listing.text(desk.name(Channel.SYSTEM, code)),
          Listing.chip(
              desk.words().say(open ? "channels.down" : "channels.up"), open ? "late" : "ok"),
          Listing.text(channel.get("since")),
          Listing.text(channel.get("sending")),
          Listing.text(channel.get("waiting")),
          Listing.text(channel.get("lastSent")),
          Listing.text(
              (channel.getOrDefault("lastFailure", "") + " " + channel.getOrDefault("failure", ""))
                  .strip()));
    }
    return list.show();
  }
}
