package org.rapport.server.console.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Apps and services that were registered here (RFC 7591). A secret is shown once, on the page that
 * made it. Those of {@code RAPPORT_CLIENTS} are the operator's file's, and not listed.
 */
@RestController
public class AppsPage {
  /** A secret, once. */
  public record Secret(String client, String secret) {}

  @GetMapping("/console/apps")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "apps").columns("name", "id", "scope", "state", "acts");
    list.above(Listing.link(desk.words().say("apps.new"), "/console/apps/new"));
    for (JsonNode one : desk.registrations().all()) {
      String id = one.path("client_id").asText();
      boolean active = one.path("active").asBoolean(true);
      List<Listing.Act> acts = new ArrayList<>();
      if (active) {
        if (!"none".equals(one.path("token_endpoint_auth_method").asText())
            && !"private_key_jwt".equals(one.path("token_endpoint_auth_method").asText())) {
          acts.add(
              new Listing.Act(
                  "/console/apps/" + id + "/secret",
                  desk.words().say("apps.secret"),
                  Map.of(),
                  false,
                  false));
        }
        acts.add(
            new Listing.Act(
                "/console/apps/" + id + "/disable",
                desk.words().say("apps.disable"),
                Map.of(),
                true,
                false));
      }
      list.row(
          id,
          Listing.text(one.path("client_name").asText()),
          Listing.text(id),
          Listing.text(one.path("scope").asText()),
          Listing.chip(
              desk.words().say(active ? "apps.active" : "apps.inactive"), active ? "ok" : "plain"),
          Listing.acts(acts));
    }
    return list.show();
  }

  @GetMapping("/console/apps/new")
  ResponseEntity<String> fresh(Desk desk) {
    return desk.page("apps.new", "admin/app.jte", "");
  }

  @PostMapping("/console/apps")
  ResponseEntity<String> register(Desk desk) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("client_name", desk.asked("name", ""));
    metadata.put("scope", desk.asked("scope", ""));
    String kind = desk.asked("kind", "service");
    metadata.put(
        "grant_types",
        List.of(kind.equals("service") ? "client_credentials" : "authorization_code"));
    metadata.put(
        "token_endpoint_auth_method", kind.equals("public") ? "none" : "client_secret_basic");
    if (desk.asked("redirect") != null) {
      metadata.put("redirect_uris", List.of(desk.asked("redirect")));
    }
    JsonNode made = desk.registrations().register(metadata);
    return shown(desk, made);
  }

  @PostMapping("/console/apps/{id:" + Desk.ID + "}/secret")
  ResponseEntity<String> renew(@PathVariable("id") String id, Desk desk) {
    return shown(desk, desk.registrations().renew(id));
  }

  private static ResponseEntity<String> shown(Desk desk, JsonNode made) {
    return desk.page(
        "apps.made",
        "admin/secret.jte",
        new Secret(made.path("client_id").asText(), made.path("client_secret").asText("")));
  }

  @PostMapping("/console/apps/{id:" + Desk.ID + "}/disable")
  ResponseEntity<String> disable(@PathVariable("id") String id, Desk desk) {
    desk.registrations().disable(id);
    return desk.done("apps.disabled").on("/console/apps");
  }
}
