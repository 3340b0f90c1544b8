package org.rapport.server.web;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.hl7.fhir.r4.model.Questionnaire;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.RiskNotice;
import org.rapport.server.door.Paths;
import org.rapport.server.lead.AnswerForm;
import org.rapport.server.lead.CaptureInquiry;
import org.rapport.server.lead.CaptureInquiry.Captured;
import org.rapport.server.lead.CaptureInquiry.Draft;
import org.rapport.server.lead.FieldError;
import org.rapport.server.lead.FormCatalogue;
import org.rapport.server.lead.Inquiry;
import org.rapport.server.lead.InvalidInquiryException;
import org.rapport.server.lead.KeepForm;
import org.rapport.server.lead.KeptAnswers;
import org.rapport.server.lead.LeadAnswers;
import org.rapport.server.lead.Origin;
import org.rapport.server.lead.ReadInquiry;
import org.rapport.server.lead.ServiceCatalogue;
import org.rapport.server.page.Page;
import org.rapport.server.page.Sheet;
import org.rapport.server.words.Languages;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Forms that anybody may send: shown as a page that works without a script, taken as form fields,
 * JSON or a QuestionnaireResponse. What was taken is stored before the answer goes out.
 */
@Component
class FormPages {
  /** Where who fills in a form came from. */
  private static final Set<String> ATTRIBUTION =
      Set.of("source", "medium", "campaign", "referrer", "landing-page");

  private final PatientPages pages;
  private final FormCatalogue forms;
  private final ReadInquiry reader;
  private final CaptureInquiry capture;
  private final KeepForm keeper;
  private final AnswerForm answers;
  private final ServiceCatalogue catalogue;
  private final FormOrigins origins;
  private final FhirContext context;
  private final Clock clock;
  private final String base;

  FormPages(
      PatientPages pages,
      FormCatalogue forms,
      ReadInquiry reader,
      CaptureInquiry capture,
      KeepForm keeper,
      AnswerForm answers,
      ServiceCatalogue catalogue,
      FormOrigins origins,
      FhirContext context,
      Clock clock,
      RapportSettings settings) {
    this.pages = pages;
    this.forms = forms;
    this.reader = reader;
    this.capture = capture;
    this.keeper = keeper;
    this.answers = answers;
    this.catalogue = catalogue;
    this.origins = origins;
    this.context = context;
    this.clock = clock;
    this.base = settings.publicBase().toString();
  }

  /** The public form of this name. */
  Optional<Questionnaire> find(String name) {
    return forms.form(name).filter(FormView::isPublic);
  }

  ResponseEntity<String> gone(HttpServletRequest request) {
    if (wantsPage(request)) {
      return pages.say(HttpStatus.NOT_FOUND, language(request), "gone", "goneIntro");
    }
    return errors(HttpStatus.NOT_FOUND, List.of(new FieldError("", "There is no such form")));
  }

  /** The page, with what the address already says; nobody is made to agree by an address. */
  ResponseEntity<String> show(Questionnaire form, HttpServletRequest request) {
    Map<String, String> values = FormRequest.fields(request);
    values.putIfAbsent("landing-page", Paths.decoded(request));
    return page(HttpStatus.OK, form, language(request), values, List.of(), true);
  }

  /**
   * A form that was kept, to go on with. What was typed is not shown to who has the link alone: an
   * address may have been typed wrong, or be somebody else's.
   */
  ResponseEntity<String> goOn(KeepForm.Kept kept, HttpServletRequest request) {
    return goOn(kept, Map.of(), false, request);
  }

  /**
   * The same for who was asked for something that was typed.
   *
   * @param known what they may see; empty where they did not know it
   */
  ResponseEntity<String> reveal(
      KeepForm.Kept kept, Optional<Map<String, String>> known, HttpServletRequest request) {
    return goOn(kept, known.orElse(Map.of()), known.isEmpty(), request);
  }

  private ResponseEntity<String> goOn(
      KeepForm.Kept kept, Map<String, String> shown, boolean wrong, HttpServletRequest request) {
    String language = kept.answers().getOrDefault("language", language(request));
    if (kept.finished()) {
      return pages.say(HttpStatus.OK, language, "thanks", "formDone");
    }
    boolean open = FormView.isPublic(kept.form());
    boolean hides = !kept.answers().isEmpty() && shown.isEmpty();
    Map<String, String> t = pages.words(language);
    Map<String, String> values = new HashMap<>(shown);
    values.keySet().removeAll(Inquiry.PERMISSIONS);
    return page(
        wrong ? HttpStatus.FORBIDDEN : HttpStatus.OK,
        kept.form(),
        language,
        values,
        List.of(),
        open,
        new Sheet.Said(null, wrong ? t.get("typedWrong") : null, hides ? t.get("formEmpty") : null),
        hides && KeptAnswers.askable(kept.answers(), kept.address()));
  }

  /** Takes what was sent by the link of a form that was kept, with what was kept of the rest. */
  ResponseEntity<String> take(KeepForm.Kept kept, HttpServletRequest request) throws IOException {
    return take(kept.form(), kept.draft(), kept.answers(), request);
  }

  /** Takes what was sent, in whatever form. */
  ResponseEntity<String> take(Questionnaire form, Draft draft, HttpServletRequest request)
      throws IOException {
    return take(form, draft, Map.of(), request);
  }

  private ResponseEntity<String> take(
      Questionnaire form, Draft draft, Map<String, String> before, HttpServletRequest request)
      throws IOException {
    Map<String, String> fields;
    try {
      fields = KeptAnswers.with(before, FormRequest.sent(context, request));
    } catch (InvalidInquiryException e) {
      return errors(HttpStatus.BAD_REQUEST, e.errors());
    }
    if (!fields.getOrDefault(ReadInquiry.HONEYPOT, "").isBlank()) {
      // Whoever fills in what nobody sees learns nothing from the answer.
      return sent(request, language(request), UUID.randomUUID().toString(), null);
    }
    if (draft != null && !FormView.isPublic(form)) {
      return answered(form, draft, fields, request);
    }
    Origin origin =
        new Origin(
            "form",
            LeadAnswers.canonical(form),
            language(request),
            request.getRemoteAddr(),
            RiskNotice.shown(fields.get(RiskNotice.FIELD)));
    Inquiry inquiry;
    try {
      inquiry = reader.read(fields, origin);
    } catch (InvalidInquiryException e) {
      return wantsPage(request)
          ? page(HttpStatus.UNPROCESSABLE_ENTITY, form, language(request), fields, e.errors(), true)
          : errors(HttpStatus.UNPROCESSABLE_ENTITY, e.errors());
    }
    String resume = fields.getOrDefault("resume", "");
    if (resume.equals("true")) {
      return kept(keeper.keep(inquiry, form, draft), request);
    }
    Draft known = draft;
    if (known == null && resume.length() > 40) {
      String token = resume.substring(resume.lastIndexOf('/') + 1);
      known = keeper.find(token).filter(k -> !k.finished()).map(KeepForm.Kept::draft).orElse(null);
    }
    Captured captured = capture.capture(inquiry, form, known);
    String language = fields.getOrDefault("language", language(request));
    return sent(request, language, captured.lead(), captured);
  }

  private ResponseEntity<String> answered(
      Questionnaire form, Draft draft, Map<String, String> fields, HttpServletRequest request) {
    try {
      answers.answer(form, draft, fields);
    } catch (InvalidInquiryException e) {
      return wantsPage(request)
          ? page(
              HttpStatus.UNPROCESSABLE_ENTITY, form, language(request), fields, e.errors(), false)
          : errors(HttpStatus.UNPROCESSABLE_ENTITY, e.errors());
    }
    String thanks = pages.words(language(request)).get("formDone");
    return wantsPage(request)
        ? pages.say(HttpStatus.CREATED, language(request), "thanks", Sheet.Said.done(thanks))
        : json(HttpStatus.CREATED, Map.of("message", thanks));
  }

  private ResponseEntity<String> page(
      HttpStatus status,
      Questionnaire form,
      String language,
      Map<String, String> values,
      List<FieldError> wrong,
      boolean keep) {
    return page(status, form, language, values, wrong, keep, Sheet.Said.NOTHING, false);
  }

  private ResponseEntity<String> page(
      HttpStatus status,
      Questionnaire form,
      String language,
      Map<String, String> values,
      List<FieldError> wrong,
      boolean keep,
      Sheet.Said said,
      boolean asksForTyped) {
    Map<String, String> t = pages.words(language);
    Map<String, String> errors = new HashMap<>();
    for (FieldError error : wrong) {
      String word =
          switch (error.kind()) {
            case NO_ADDRESS -> "error.contact";
            case TOO_LONG -> "error.long";
            case WRONG -> "error." + error.field();
          };
      errors.put(error.field(), t.getOrDefault(word, t.get("error.other")));
    }
    String base = Page.base(language);
    FormView view = new FormView(base, catalogue.offers(), values, errors);
    Map<String, String> hidden = new TreeMap<>(values);
    hidden.keySet().removeIf(name -> !name.startsWith("utm_") && !ATTRIBUTION.contains(name));
    String error = wrong.isEmpty() ? said.error() : t.get("formErrors");
    String intro = said.intro() == null && keep ? t.get("formIntro") : said.intro();
    return pages.form(
        status,
        language,
        FormView.title(form, base),
        new Sheet.Said(null, error, intro),
        new Views.Form(asksForTyped, view.groups(form), hidden, keep),
        origins.ancestors());
  }

  private ResponseEntity<String> kept(String token, HttpServletRequest request) {
    String link = base + "/p/" + token;
    if (wantsPage(request)) {
      String language = language(request);
      return pages.say(
          HttpStatus.ACCEPTED,
          language,
          "booking",
          Sheet.Said.done(pages.words(language).get("formKept") + " " + link));
    }
    return json(HttpStatus.ACCEPTED, Map.of("resume", link));
  }

  private ResponseEntity<String> sent(
      HttpServletRequest request, String language, String lead, Captured captured) {
    Map<String, String> t = pages.words(language);
    String when = captured == null ? "" : captured.words();
    String thanks = when.isEmpty() ? t.get("formThanksSoon") : t.get("formThanks").formatted(when);
    String message = captured != null && captured.outOfScope() ? t.get("formOutOfScope") : thanks;
    if (captured != null && captured.crisis()) {
      message = t.get("crisisNow") + " " + message;
    }
    if (wantsPage(request)) {
      return pages.say(HttpStatus.CREATED, language, "thanks", Sheet.Said.done(message));
    }
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("lead", lead);
    answer.put("message", message);
    Instant respondBy =
        captured == null ? clock.instant().plus(Duration.ofDays(1)) : captured.respondBy();
    answer.put("respondBy", respondBy.toString());
    return json(HttpStatus.CREATED, answer);
  }

  ResponseEntity<String> errors(HttpStatus status, List<FieldError> errors) {
    return json(status, Map.of("errors", errors));
  }

  private ResponseEntity<String> json(HttpStatus status, Object body) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .body(PublicJson.write(body));
  }

  static boolean wantsPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
  }

  static String language(HttpServletRequest request) {
    String asked = request.getParameter("lang");
    if (asked != null) {
      return Page.base(asked);
    }
    for (Locale locale : Collections.list(request.getLocales())) {
      if (Languages.isShipped(locale.getLanguage())) {
        return locale.getLanguage();
      }
    }
    return "en";
  }
}
