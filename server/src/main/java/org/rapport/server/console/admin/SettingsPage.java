package org.rapport.server.console.admin;

import java.util.Map;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.ParameterRows;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The settings as the server has them, and where each comes from; secrets are masked by the API.
 */
@RestController
class SettingsPage {
  @GetMapping("/console/settings")
  ResponseEntity<String> show(Desk desk) {
    Listing list = Listing.of(desk, "settings").columns("name", "value", "from");
    for (Map<String, String> setting :
        ParameterRows.of(desk, desk.fhir().ask("$settings"), "setting")) {
      String source = setting.getOrDefault("source", "default");
      list.row(
          setting.getOrDefault("name", ""),
          Listing.text(setting.get("name")),
          Listing.text(setting.get("value")),
          Listing.chip(
              desk.words().or("settings." + source, source),
              source.equals("default") ? "plain" : "ok"));
    }
    return list.show();
  }
}
