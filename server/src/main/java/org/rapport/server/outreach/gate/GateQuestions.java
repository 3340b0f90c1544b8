package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.Template;
import org.rapport.server.consent.ClinicPlace;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.projection.Stranger;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * What the gate is asked about messages: a constant number of queries, however many messages there
 * are and however long their patients' histories.
 */
@Component
public class GateQuestions {
  private final ContactBooks contactBooks;
  private final RecentTraffic traffic;
  private final ClinicPlace clinic;
  private final DefinitionCatalog catalog;

  GateQuestions(
      ContactBooks contactBooks,
      RecentTraffic traffic,
      ClinicPlace clinic,
      DefinitionCatalog catalog) {
    this.catalog = catalog;
    this.contactBooks = contactBooks;
    this.traffic = traffic;
    this.clinic = clinic;
  }

  /** The questions by the request's id. */
  public Map<String, Gate.Question> ask(Collection<DueMessage> messages, Instant now) {
    List<String> patients =
        messages.stream().map(message -> message.recipient().id()).distinct().toList();
    Map<String, ContactBook> books = contactBooks.load(patients);
    Map<String, RecentTraffic.Lately> lately = traffic.load(patients, now);
    Map<String, Gate.Question> questions = new HashMap<>();
    for (DueMessage message : messages) {
      questions.put(
          message.id(),
          question(
              message,
              books.getOrDefault(message.recipient().id(), ContactBook.EMPTY),
              Optional.ofNullable(lately.get(message.recipient().id()))
                  .map(of -> of.without(message.id()))
                  .orElse(Traffic.NONE)));
    }
    return questions;
  }

  // What failed on a channel for good is not tried there again.
  private static ContactBook contacts(ContactBook book, DueMessage message) {
    ContactBook about = message.sensitive() ? book.sensitive() : book;
    Channel failed = message.request().failed();
    return failed == null ? about : about.without(failed);
  }

  // By the template, or by the request of a message that staff wrote.
  private boolean remunerated(DueMessage message) {
    return message.request().remunerated()
        || catalog
            .template(message.request().wording().template())
            .map(Template::remunerated)
            .orElse(false);
  }

  private Gate.Question question(DueMessage message, ContactBook book, Traffic traffic) {
    return new Gate.Question(
        message.request(),
        message.recipient(),
        message.visit(),
        answer(message),
        contacts(book, message),
        clinic.orOf(message.recipient().country(), message.recipient().subdivision()),
        new Gate.Limits(
            traffic,
            this.traffic.uncounted(message.request().wording().template()),
            remunerated(message) || message.sensitive()));
  }

  private static Gate.Answer answer(DueMessage message) {
    if (message.answer() == null || message.answer().to() == null) {
      return null;
    }
    String to = message.answer().to();
    return new Gate.Answer(
        message.answer().kind(),
        new ContactBook.Route(to.contains("@") ? Channel.EMAIL : Channel.SMS, to),
        Stranger.is(message.recipient().id()));
  }
}
