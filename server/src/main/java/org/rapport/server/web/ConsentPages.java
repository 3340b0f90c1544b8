package org.rapport.server.web;

import java.util.Map;
import org.rapport.server.inbound.ConsentLinks;
import org.rapport.server.page.Sheet;
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
    return view.done()
        ? pages.say(HttpStatus.OK, view.language(), "thanks", Sheet.Said.done(t.get("consentDone")))
        : pages.answer(
            HttpStatus.OK,
            view.language(),
            "consent",
            "consent",
            Sheet.Said.intro(t.get("consentIntro")),
            null);
  }

  private ResponseEntity<String> gone() {
    return pages.say(HttpStatus.GONE, null, "gone", "goneIntro");
  }
}
