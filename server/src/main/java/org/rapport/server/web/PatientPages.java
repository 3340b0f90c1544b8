package org.rapport.server.web;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.page.Look;
import org.rapport.server.page.Page;
import org.rapport.server.page.Sheet;
import org.rapport.server.sensitivity.DiscreetName;
import org.rapport.server.sensitivity.SensitiveWords;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The pages that patients see, filled: a template each, below {@code jte/patient}. */
@Component
public class PatientPages {
  private final Page page;
  private final Foot foot;

  /** Whoever holds the telephone may open a page: its name tells nothing, nor does a logo. */
  private final String name;

  private final String logo;

  /** How to reach the clinic, at the end of each page; {@code address} may be null. */
  public record Foot(String phone, String tel, String address) {}

  PatientPages(RapportSettings settings, Look look) {
    this.page = Page.in("rapport-pages", look);
    RapportSettings.Clinic clinic = settings.clinic();
    this.foot =
        new Foot(clinic.phone(), clinic.phone().replaceAll("[^+0-9]", ""), clinic.address());
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
   * @param template its name
   * @param heading key of the words at its top
   * @param view what the template shows; null where it takes nothing
   */
  ResponseEntity<String> answer(
      HttpStatus status,
      String language,
      String template,
      String heading,
      Sheet.Said said,
      Object view) {
    return page(status, language, template, words(language).get(heading), said, view, "'none'");
  }

  /**
   * A form, which other sites may show.
   *
   * @param ancestors which, as the content security policy writes it
   */
  ResponseEntity<String> form(
      HttpStatus status,
      String language,
      String heading,
      Sheet.Said said,
      Views.Form view,
      String ancestors) {
    return page(status, language, "form", heading, said, view, ancestors);
  }

  private ResponseEntity<String> page(
      HttpStatus status,
      String language,
      String template,
      String heading,
      Sheet.Said said,
      Object view,
      String ancestors) {
    Map<String, Object> values = new HashMap<>();
    values.put("sheet", page.sheet(language, name, logo, heading, said));
    values.put("foot", foot);
    if (view != null) {
      values.put("view", view);
    }
    return ResponseEntity.status(status)
        .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
        .headers(headers -> page.headers("'self'", ancestors).forEach(headers::set))
        .body(Page.fill("patient/" + template + ".jte", values));
  }

  /** A page that only says what it is about. */
  ResponseEntity<String> say(HttpStatus status, String language, String heading, String intro) {
    return say(status, language, heading, Sheet.Said.intro(words(language).get(intro)));
  }

  /** A page that only says something. */
  ResponseEntity<String> say(HttpStatus status, String language, String heading, Sheet.Said said) {
    return answer(status, language, "say", heading, said, null);
  }
}
