package org.rapport.server.console.admin;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is told of changes, how far they are, and what they fail by. */
@RestController
class SubscriptionsPage {
  private static final int ROWS = 200;
  private static final String ONE = "/console/subscriptions/{id:" + Desk.ID + "}";

  @GetMapping("/console/subscriptions")
  ResponseEntity<String> list(Desk desk) {
    Query newest = Query.of("Subscription").with("_sort", "-_lastUpdated").with("_count", ROWS);
    Map<String, Parameters> statuses =
        desk.fhir().list(Parameters.class, "Subscription/$status").stream()
            .collect(Collectors.toMap(SubscriptionsPage::about, Function.identity(), (a, b) -> a));
    Listing list =
        Listing.of(desk, "subscriptions")
            .columns("when", "topic", "endpoint", "state", "events", "fault", "acts");
    for (Subscription one : desk.fhir().list(Subscription.class, newest)) {
      String id = one.getIdElement().getIdPart();
      // One that is no topic's has none.
      Parameters status = statuses.getOrDefault(id, new Parameters());
      String said = Parts.text(status, "status");
      String state = said.isEmpty() ? one.getStatus().toCode() : said;
      list.row(
          id,
          Listing.text(
              one.getMeta().hasLastUpdated()
                  ? desk.times().full(one.getMeta().getLastUpdated().toInstant())
                  : ""),
          Listing.text(topic(desk, one.getCriteria())),
          Listing.text(host(one.getChannel().getEndpoint())),
          Listing.chip(desk.words().say("subscriptions.state." + state), look(state)),
          Listing.text(Parts.text(status, "events-since-subscription-start")),
          Listing.text(fault(status)),
          Listing.acts(List.of(act(desk, one))));
    }
    return list.show();
  }

  private static Listing.Act act(Desk desk, Subscription one) {
    boolean ended =
        one.getStatus() == SubscriptionStatus.OFF || one.getStatus() == SubscriptionStatus.ERROR;
    String does = ended ? "again" : "off";
    return new Listing.Act(
        "/console/subscriptions/" + one.getIdElement().getIdPart() + "/" + does,
        desk.words().say("subscriptions." + does),
        Map.of("version", one.getIdElement().getVersionIdPart()),
        !ended,
        false);
  }

  /** Asks for it anew: the endpoint's handshake decides. */
  @PostMapping(ONE + "/again")
  ResponseEntity<String> again(@PathVariable("id") String id, Desk desk) {
    return set(desk, id, SubscriptionStatus.REQUESTED, "subscriptions.asked");
  }

  /** Ends it; what happens meanwhile is not told. */
  @PostMapping(ONE + "/off")
  ResponseEntity<String> off(@PathVariable("id") String id, Desk desk) {
    return set(desk, id, SubscriptionStatus.OFF, "subscriptions.ended");
  }

  private static ResponseEntity<String> set(
      Desk desk, String id, SubscriptionStatus status, String said) {
    Subscription one = desk.fhir().read(Subscription.class, id);
    one.setStatus(status);
    desk.fhir().put(one, desk.asked("version"));
    return desk.done(said).on("/console/subscriptions");
  }

  private static String about(Parameters status) {
    return status.getParameter("subscription").getValue() instanceof Reference reference
        ? reference.getReferenceElement().getIdPart()
        : "";
  }

  private static String fault(Parameters status) {
    return status.getParameter("error") != null
            && status.getParameter("error").getValue() instanceof CodeableConcept error
        ? error.hasText() ? error.getText() : error.getCodingFirstRep().getCode()
        : "";
  }

  private static String look(String state) {
    return switch (state) {
      case "active" -> "ok";
      case "error" -> "late";
      case "requested" -> "warn";
      default -> "plain";
    };
  }

  private static String topic(Desk desk, String canonical) {
    String code = canonical == null ? "" : canonical.substring(canonical.lastIndexOf('/') + 1);
    return desk.words().or("subscriptions.topic." + code, code);
  }

  // Without its path and query, in which somebody may have put a secret.
  private static String host(String endpoint) {
    try {
      if (endpoint == null) {
        return "";
      }
      // A topic of Kafka's is no address, and has nothing behind it.
      return endpoint.startsWith("kafka:") ? endpoint : URI.create(endpoint).getAuthority();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
