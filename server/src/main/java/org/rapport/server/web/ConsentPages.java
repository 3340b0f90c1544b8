package org.rapport.server.web;

import java.util.HashMap;
import java.util.Map;
import org.rapport.server.inbound.ConsentLinks;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The page behind the link of an e-mail that asks whether we may write: GET asks, POST permits. */
@Component
class ConsentPages {
  private final PatientPages pages;
  private final ConsentLinks consents;

  ConsentPages(PatientPages pages, ConsentLinks consents) {
    this.pages = pages;
    this.consents = consents;
  }

  ResponseEntity<String> show(String token) {
    return consents.see(token).map(this::page).orElseGet(this::gone);
  }

  ResponseEntity<String> permit(String token) {
    return consents.permit(token).map(this::page).orElseGet(this::gone);
  }

  private ResponseEntity<String> page(ConsentLinks.View view) {
    Map<String, String> t = pages.words(view.language());
    Map<String, Object> values = new HashMap<>();
    if (view.done()) {
      values.put("done", t.get("consentDone"));
    } else {
      values.put("intro", t.get("consentIntro"));
      values.put("consent", true);
    }
    return pages.answer(HttpStatus.OK, view.language(), view.done() ? "thanks" : "consent", values);
  }

  private ResponseEntity<String> gone() {
    return pages.say(HttpStatus.GONE, null, "gone", "goneIntro");
  }
}
