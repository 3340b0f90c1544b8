package org.rapport.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
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
import org.rapport.terminology.Coded;
import org.springframework.http.ResponseEntity;

/**
 * One request of one person: what they asked, the FHIR API as them, and the page or the way on that
 * they get for it. A method of a page takes it as its parameter.
 */
public final class Desk {
  /** What an id of a resource is made of, in the path of a page. */
  public static final String ID = "[A-Za-z0-9.-]{1,64}";

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

  /** The name of one of our codes in their language. */
  public String name(Coded code) {
    return screens.names().of(code, language());
  }

  /** Likewise, of a system of ours; the code where it has no such one. */
  public String name(String system, String code) {
    return screens.names().of(system, code, code, language());
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

  /** The name of a place; what it is called otherwise where the person may not choose it. */
  public String placeName(String id, String otherwise) {
    return places().stream()
        .filter(one -> one.value().equals(id))
        .map(Frame.Option::label)
        .findFirst()
        .orElse(otherwise);
  }

  /** Moments as pages tell them. */
  public Times times() {
    return new Times(zone(), now(), words);
  }

  /** The day of the clinic. */
  public LocalDate today() {
    return now().atZone(zone()).toLocalDate();
  }

  /** Whom the visits of a page are with, asked for at once; only those that this person may see. */
  public Map<String, Patient> people(Bundle visits) {
    Set<String> ids = new TreeSet<>();
    for (Appointment visit : ConsoleFhir.of(Appointment.class, visits)) {
      visit
          .getParticipant()
          .forEach(
              part -> {
                if ("Patient".equals(part.getActor().getReferenceElement().getResourceType())) {
                  ids.add(part.getActor().getReferenceElement().getIdPart());
                }
              });
    }
    return people(ids);
  }

  /** Patients by their ids, asked for at once; only those that this person may see. */
  public Map<String, Patient> people(Collection<String> ids) {
    Map<String, Patient> people = new HashMap<>();
    if (!ids.isEmpty()) {
      fhir.search(
              "Patient",
              Map.of(
                  "_id", List.of(String.join(",", new TreeSet<>(ids))), "_count", List.of("500")))
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

  /** A number of the address, not negative; 0 where there is none that can be read. */
  public int number(String name) {
    String text = asked(name, "");
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  /** A day of the address; null where there is none that can be read. */
  public LocalDate day(String name) {
    try {
      return LocalDate.parse(asked(name, ""));
    } catch (DateTimeParseException none) {
      return null;
    }
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

  /** The address of another page, at the place that is chosen here. */
  public String kept(String path) {
    return Query.of(path).with("place", asked("place")).toString();
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
    Query query = Query.of("");
    values.forEach(query::with);
    return query.toString();
  }

  HttpServletRequest request() {
    return request;
  }
}
