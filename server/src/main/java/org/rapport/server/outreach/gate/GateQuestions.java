package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.Template;
import org.rapport.server.consent.ClinicPlace;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.projection.Stranger;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
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
  private final JdbcClient jdbc;

  GateQuestions(
      ContactBooks contactBooks,
      RecentTraffic traffic,
      ClinicPlace clinic,
      DefinitionCatalog catalog,
      JdbcClient jdbc) {
    this.catalog = catalog;
    this.jdbc = jdbc;
    this.contactBooks = contactBooks;
    this.traffic = traffic;
    this.clinic = clinic;
  }

  /** The questions by the request's id. */
  public Map<String, Gate.Question> ask(Collection<DueMessage> messages, Instant now) {
    List<String> patients = messages.stream().map(DueMessage::patient).distinct().toList();
    Map<String, ContactBook> books = contactBooks.load(patients);
    Map<String, RecentTraffic.Lately> lately = traffic.load(patients, now);
    Set<String> paid = remunerated(messages);
    Map<String, Channel> failed = failedChannels(messages);
    Map<String, Gate.Question> questions = new HashMap<>();
    for (DueMessage message : messages) {
      questions.put(
          message.request(),
          question(
              message,
              book(
                  books.getOrDefault(message.patient(), ContactBook.EMPTY),
                  message,
                  failed.get(message.request())),
              Optional.ofNullable(lately.get(message.patient()))
                  .map(of -> of.without(message.request()))
                  .orElse(Traffic.NONE),
              paid.contains(message.request()) || message.sensitive()));
    }
    return questions;
  }

  private static ContactBook book(ContactBook book, DueMessage message, Channel failed) {
    ContactBook about = message.sensitive() ? book.sensitive() : book;
    return failed == null ? about : about.without(failed);
  }

  /** The purpose of a message; what is not known counts as the strictest. */
  public static OutreachPurpose purpose(DueMessage message) {
    return OutreachPurpose.fromCode(message.purpose()).orElse(OutreachPurpose.MARKETING);
  }

  // What failed on a channel for good is not tried there again.
  private Map<String, Channel> failedChannels(Collection<DueMessage> messages) {
    Map<String, Channel> failed = new HashMap<>();
    jdbc.sql(
            """
            select id, failed_channel from rapport.planned_message
            where id = any(?) and failed_channel is not null""")
        .param(Sql.array(messages.stream().map(DueMessage::request).toList()))
        .query(
            row -> {
              String id = row.getString(1);
              Channel.fromCode(row.getString(2)).ifPresent(channel -> failed.put(id, channel));
            });
    return failed;
  }

  // By the template, or by the request of a message that staff wrote.
  private Set<String> remunerated(Collection<DueMessage> messages) {
    Set<String> paid =
        new HashSet<>(
            jdbc.sql("select id from rapport.planned_message where id = any(?) and remunerated")
                .param(Sql.array(messages.stream().map(DueMessage::request).toList()))
                .query(String.class)
                .list());
    messages.stream()
        .filter(
            message ->
                catalog.template(message.template()).map(Template::remunerated).orElse(false))
        .map(DueMessage::request)
        .forEach(paid::add);
    return paid;
  }

  private Gate.Question question(
      DueMessage message, ContactBook contacts, Traffic traffic, boolean paidOrSensitive) {
    return new Gate.Question(
        message.status(),
        purpose(message),
        message.step() == null || Channel.VOICE.code().equals(message.channel())
            ? Optional.ofNullable(message.channel()).flatMap(Channel::fromCode)
            : Optional.empty(),
        message.occurrence(),
        message.usefulUntil(),
        message.anchor(),
        message.visitStatus(),
        message.visitStart(),
        message.patientState(),
        contacts,
        message.zone(),
        message.answer() == null || message.answerTo() == null
            ? null
            : new Gate.Answer(
                message.answer(),
                new ContactBook.Route(
                    message.answerTo().contains("@") ? Channel.EMAIL : Channel.SMS,
                    message.answerTo()),
                Stranger.is(message.patient())),
        message.crisis(),
        place(message),
        traffic,
        this.traffic.uncounted(message.template()),
        paidOrSensitive);
  }

  private Jurisdiction place(DueMessage message) {
    return clinic.orOf(message.country(), message.state());
  }
}
