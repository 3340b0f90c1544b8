package org.rapport.server.web;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.page.Look;
import org.rapport.server.page.Page;
import org.rapport.server.sensitivity.DiscreetName;
import org.rapport.server.sensitivity.SensitiveWords;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The one page that patients see, filled. */
@Component
class PatientPages {
  private final Page page;
  private final RapportSettings.Clinic clinic;

  /** Whoever holds the telephone may open a page: its name tells nothing, nor does a logo. */
  private final String name;

  private final String logo;

  PatientPages(RapportSettings settings, Look look) {
    this.page = Page.in("rapport-pages", look);
    this.clinic = settings.clinic();
    this.name = DiscreetName.of(settings, new SensitiveWords());
    this.logo =
        look.logo().filter(known -> name.equals(clinic.name())).map(Look.Logo::path).orElse(null);
  }

  /** The words in a language, else in English. */
  Map<String, String> words(String language) {
    return page.words(language);
  }

  /**
   * A filled page.
   *
   * @param heading key of the words at its top
   * @param values the sections to show
   */
  ResponseEntity<String> answer(
      HttpStatus status, String language, String heading, Map<String, ?> values) {
    return titled(status, language, words(language).get(heading), values);
  }

  /** The same with words of its own at the top. */
  ResponseEntity<String> titled(
      HttpStatus status, String language, String heading, Map<String, ?> values) {
    return page(status, language, heading, values, "'none'");
  }

  /**
   * A form, which other sites may show.
   *
   * @param ancestors which, as the content security policy writes it
   */
  ResponseEntity<String> form(
      HttpStatus status, String language, String heading, Map<String, ?> values, String ancestors) {
    return page(status, language, heading, values, ancestors);
  }

  private ResponseEntity<String> page(
      HttpStatus status, String language, String heading, Map<String, ?> values, String ancestors) {
    Map<String, Object> scope = new HashMap<>(values);
    scope.put("heading", heading);
    scope.put("clinic", name);
    scope.put("logo", logo);
    scope.put("phone", clinic.phone());
    scope.put("tel", clinic.phone().replaceAll("[^+0-9]", ""));
    scope.put("address", clinic.address());
    return ResponseEntity.status(status)
        .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
        .headers(headers -> page.headers("'self'", ancestors).forEach(headers::set))
        .body(page.fill(language, scope));
  }

  /** A page that only says something. */
  ResponseEntity<String> say(HttpStatus status, String language, String heading, String intro) {
    return answer(status, language, heading, Map.of("intro", words(language).get(intro)));
  }
}
