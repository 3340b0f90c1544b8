package org.rapport.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.http.ResponseEntity;

/**
 * One request of one person: what they asked, the FHIR API as them, and the page or the way on that
 * they get for it. A method of a page takes it as its parameter.
 */
public final class Desk {
  private static final String NOTICE = "console.notice";
  private static final String UNDO = "console.undo";

  private final HttpServletRequest request;
  private final ConsoleUser user;
  private final ConsoleFhir fhir;
  private final Words words;
  private final Screens screens;

  Desk(
      HttpServletRequest request,
      ConsoleUser user,
      ConsoleFhir fhir,
      Words words,
      Screens screens) {
    this.request = request;
    this.user = user;
    this.fhir = fhir;
    this.words = words;
    this.screens = screens;
  }

  /** Who it is. */
  public ConsoleUser user() {
    return user;
  }

  /** The API, as them. */
  public ConsoleFhir fhir() {
    return fhir;
  }

  /** Client registrations, as them. */
  public Registrations registrations() {
    return fhir.registrations();
  }

  /** Words in their language. */
  public Words words() {
    return words;
  }

  /** What our codes are called. */
  public CodeNames names() {
    return screens.names();
  }

  /** The name of a code in their language. */
  public String name(CodeableConcept concept) {
    return screens.names().of(concept, language());
  }

  /** BCP 47. */
  public String language() {
    return words.locale().getLanguage();
  }

  /** The application's clock. */
  public Instant now() {
    return screens.now();
  }

  /** The clinic's. */
  public ZoneId zone() {
    return screens.zone();
  }

  /** The places of the clinic that this person may choose among. */
  public List<Frame.Option> places() {
    return screens.places(this);
  }

  /** Whom the visits of a page are with, asked for at once; only those that this person may see. */
  public Map<String, Patient> people(Bundle visits) {
    Set<String> ids = new TreeSet<>();
    for (Bundle.BundleEntryComponent one : visits.getEntry()) {
      if (one.getResource() instanceof Appointment visit) {
        visit
            .getParticipant()
            .forEach(
                part -> {
                  if ("Patient".equals(part.getActor().getReferenceElement().getResourceType())) {
                    ids.add(part.getActor().getReferenceElement().getIdPart());
                  }
                });
      }
    }
    Map<String, Patient> people = new HashMap<>();
    if (!ids.isEmpty()) {
      fhir.search(
              "Patient", Map.of("_id", List.of(String.join(",", ids)), "_count", List.of("500")))
          .getEntry()
          .forEach(
              one ->
                  people.put(
                      one.getResource().getIdElement().getIdPart(), (Patient) one.getResource()));
    }
    return people;
  }

  /** A value of the address or the form, trimmed; null where there is none. */
  public String asked(String name) {
    String value = request.getParameter(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Likewise, or what it is without. */
  public String asked(String name, String without) {
    String value = asked(name);
    return value == null ? without : value;
  }

  /** All values of a name. */
  public List<String> askedAll(String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }

  /** Whether only a part of the page is wanted. */
  public boolean fragment() {
    return request.getHeader("HX-Request") != null;
  }

  /**
   * A page.
   *
   * @param title key of its words
   * @param template its file below {@code console/}
   * @param view what it shows
   */
  public ResponseEntity<String> page(String title, String template, Object view) {
    return page(200, title, template, view);
  }

  ResponseEntity<String> page(int status, String title, String template, Object view) {
    return screens.render(
        status, this, words.has(title) ? words.say(title) : title, template, view);
  }

  /** Goes on to another page of ours. */
  public ResponseEntity<String> on(String path) {
    return ResponseEntity.status(303).location(URI.create(path)).body("");
  }

  /** Says on the next page what was done. */
  public Desk done(String key, Object... values) {
    request.getSession().setAttribute(NOTICE, words.say(key, values));
    request.getSession().removeAttribute(UNDO);
    return this;
  }

  /** Offers on the next page to undo it. */
  public Desk undo(String action, Map<String, String> fields) {
    List<Frame.Option> hidden = new ArrayList<>();
    fields.forEach((name, value) -> hidden.add(new Frame.Option(name, value)));
    request.getSession().setAttribute(UNDO, new Frame.Undo(action, hidden));
    return this;
  }

  String notice() {
    return fragment() ? null : (String) take(NOTICE);
  }

  Frame.Undo undone() {
    return fragment() ? null : (Frame.Undo) take(UNDO);
  }

  private Object take(String name) {
    Object value = request.getSession().getAttribute(name);
    request.getSession().removeAttribute(name);
    return value;
  }

  /** The address of this page with another value of one of what is asked of it; null: without. */
  public String with(String name, String value) {
    Map<String, String> all = query();
    all.remove("after");
    if (value == null) {
      all.remove(name);
    } else {
      all.put(name, value);
    }
    return request.getRequestURI() + encoded(all);
  }

  /** An address with what is asked of this page, as after a form of it. */
  public String back(String path, String query) {
    return path + (query == null || query.isBlank() ? "" : "?" + query);
  }

  Map<String, String> query() {
    Map<String, String> all = new LinkedHashMap<>();
    String text = request.getQueryString();
    if (text != null && "GET".equals(request.getMethod())) {
      request
          .getParameterMap()
          .forEach((name, values) -> all.put(name, values.length == 0 ? "" : values[0]));
    }
    all.values().removeIf(String::isBlank);
    return all;
  }

  static String encoded(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? '?' : '&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }

  HttpServletRequest request() {
    return request;
  }
}
