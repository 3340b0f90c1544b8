package org.rapport.server.console.today;

import org.rapport.server.console.Desk;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the worklist, or one kind of it. */
@RestController
class TodayPage {
  @GetMapping("/console/today")
  ResponseEntity<String> show(Desk desk) {
    return desk.page("nav.today", "today/today.jte", new TodayQuery(desk, null).view());
  }

  /** Whose last word is theirs. */
  @GetMapping("/console/conversations")
  ResponseEntity<String> conversations(Desk desk) {
    return desk.page("nav.conversations", "today/today.jte", new TodayQuery(desk, "reply").view());
  }

  /** Promises that were broken, and what nobody took. */
  @GetMapping("/console/escalations")
  ResponseEntity<String> escalations(Desk desk) {
    return desk.page(
        "nav.escalations", "today/today.jte", new TodayQuery(desk, "escalation").view());
  }
}
