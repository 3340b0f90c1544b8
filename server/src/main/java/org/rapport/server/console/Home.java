package org.rapport.server.console;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /console} leads to what a person's role opens on; {@code /console/help} says the keys. */
@RestController
class Home {
  @GetMapping("/console")
  ResponseEntity<String> open(Desk desk) {
    return desk.on(Navigation.of(desk.user()).get(0).path());
  }

  @GetMapping("/console/help")
  ResponseEntity<String> help(Desk desk) {
    return desk.page("help.title", "help.jte", "");
  }

  /** That somebody is still here: what they did not do at the server is not seen there. */
  @GetMapping("/console/stay")
  ResponseEntity<Void> stay() {
    return ResponseEntity.noContent().build();
  }

  /** All places of the navigation, where the bar of a phone has four. */
  @GetMapping("/console/more")
  ResponseEntity<String> more(Desk desk) {
    return desk.page("nav.more", "more.jte", "");
  }
}
