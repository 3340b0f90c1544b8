package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.lead.CaptureInquiry.Draft;
import org.rapport.server.lead.LeadPeople.Person;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps a form that is not finished, for somebody who asks for it and gives a way to be reached:
 * nothing is kept of anybody else. The answers are a QuestionnaireResponse in progress, which the
 * journey {@code abandoned-form} follows.
 */
@Component
public class KeepForm {
  private static final Duration KEPT = Duration.ofDays(14);
  private static final String SURVEY = "post-visit-check-in";

  private final LeadPeople people;
  private final FormCatalogue forms;
  private final Links links;
  private final StoredResources stored;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final Clock clock;

  KeepForm(
      LeadPeople people,
      FormCatalogue forms,
      Links links,
      StoredResources stored,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      Clock clock) {
    this.people = people;
    this.forms = forms;
    this.links = links;
    this.stored = stored;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * A form as it was kept.
   *
   * @param answers by linkId
   * @param address that the link went to
   * @param finished whether it was sent since
   */
  public record Kept(
      Draft draft,
      Questionnaire form,
      Map<String, String> answers,
      String address,
      boolean finished) {}

  /**
   * Keeps one.
   *
   * @param before what was kept before, or null
   * @return the token of the link to go on
   */
  public String keep(Inquiry inquiry, Questionnaire form, Draft before) {
    return transaction.execute(
        status -> {
          Instant now = clock.instant();
          Route route = inquiry.route().orElseGet(() -> new Route(Channel.VOICE, inquiry.phone()));
          locks.lock(List.of("address " + route.key().address()));
          Person person =
              before == null ? people.of(inquiry) : new Person(before.patient(), null, List.of());
          locks.lock(List.of(person.id()));
          String answers = before == null ? UUID.randomUUID().toString() : before.answers();
          Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
          if (person.patient() != null) {
            put(bundle, person.patient());
          }
          put(
              bundle,
              LeadAnswers.response(form, answers, person.id(), inquiry.answers(), false, now));
          people.note(inquiry, person, now).ifPresent(alarm -> put(bundle, alarm));
          writer.write(bundle);
          return links.issue(
              Link.to(
                  Link.Purpose.FORM,
                  person.id(),
                  "QuestionnaireResponse/" + answers,
                  route.channel().code(),
                  route.address(),
                  null,
                  now.plus(KEPT)));
        });
  }

  /** What a link leads to; empty for one that is unknown, has ended or is of another kind. */
  public Optional<Kept> find(String token) {
    return transaction.execute(
        status ->
            links
                .find(token)
                .filter(link -> link.purpose() == Link.Purpose.FORM && link.focus() != null)
                .flatMap(this::kept));
  }

  private Optional<Kept> kept(Link link) {
    IdType focus = new IdType(link.focus());
    if ("Appointment".equals(focus.getResourceType())) {
      return survey(link);
    }
    if (!"QuestionnaireResponse".equals(focus.getResourceType())) {
      return Optional.empty();
    }
    QuestionnaireResponse response =
        stored.read(QuestionnaireResponse.class, focus.getIdPart()).orElse(null);
    if (response == null) {
      return Optional.empty();
    }
    String canonical = response.getQuestionnaire().replaceFirst("\\|.*", "");
    String name = canonical.substring(canonical.lastIndexOf('/') + 1);
    return forms
        .form(name)
        .map(
            form ->
                new Kept(
                    new Draft(focus.getIdPart(), link.patient()),
                    form,
                    LeadAnswers.flat(response),
                    link.address(),
                    response.getStatus() != QuestionnaireResponseStatus.INPROGRESS));
  }

  /**
   * What was kept, for who knows something of it besides the address that the link went to: it was
   * typed by somebody whom nobody knows, and the link may have gone to somebody else.
   *
   * @param typed what they say was typed; another is counted as a wrong second factor
   * @return empty where it is wrong, or was too often
   */
  public Optional<Map<String, String>> reveal(String token, String typed) {
    return transaction.execute(
        status -> {
          Link link = links.find(token).orElse(null);
          Optional<Kept> kept = link == null || links.locked(link) ? Optional.empty() : kept(link);
          if (kept.isEmpty()) {
            return Optional.<Map<String, String>>empty();
          }
          if (KeptAnswers.knows(kept.get().answers(), link.address(), typed)) {
            return Optional.of(kept.get().answers());
          }
          links.failed(token);
          return Optional.<Map<String, String>>empty();
        });
  }

  // How a visit was: one answer a patient and visit, however often the link is opened.
  private Optional<Kept> survey(Link link) {
    String id = NameBasedId.of("survey " + link.focus() + " " + link.patient());
    boolean answered = stored.has(new IdType("QuestionnaireResponse", id));
    return forms
        .form(SURVEY)
        .map(
            form ->
                new Kept(new Draft(id, link.patient()), form, Map.of(), link.address(), answered));
  }
}
