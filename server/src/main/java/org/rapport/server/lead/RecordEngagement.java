package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Profiles;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.Claims;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.projection.PatientAddresses;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What somebody we know did on our own pages: took a document, read a page, followed a link.
 * Recorded only of one person for certain, by a mailbox only of one whom nobody but our own pages
 * knows; a page or a click only of who permits outreach; nothing of what is sensitive, and nothing
 * of who refused. Whoever asks never learns which.
 */
@Component
public class RecordEngagement {
  private static final Map<String, EngagementCategory> TYPES =
      Map.of(
          "download", EngagementCategory.DOWNLOAD,
          "page-view", EngagementCategory.PAGE_VIEW,
          "click", EngagementCategory.CLICK);
  private static final int LONGEST = 200;

  private final ContactBooks books;
  private final Claims claims;
  private final SensitiveWords words;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  RecordEngagement(
      ContactBooks books,
      Claims claims,
      SensitiveWords words,
      ResourceWriter writer,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.books = books;
    this.claims = claims;
    this.words = words;
    this.writer = writer;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Somebody(String patient, String lead, boolean sensitive) {}

  /**
   * Records an event, or does not.
   *
   * @param fields lead or email; type; subject; attribution
   * @throws InvalidInquiryException for what could never be recorded
   */
  public void record(Map<String, String> fields) {
    EngagementCategory category = TYPES.get(fields.getOrDefault("type", ""));
    if (category == null) {
      throw invalid("type", "should be download, page-view or click");
    }
    String subject = fields.getOrDefault("subject", "").replaceAll("\\p{Cc}+", " ").strip();
    if (subject.isEmpty() || subject.length() > LONGEST) {
      throw invalid("subject", "should be given, with at most " + LONGEST + " characters");
    }
    if (!fields.containsKey("lead") && !fields.containsKey("email")) {
      throw invalid("lead", "should be given, or else email");
    }
    if (words.language(subject).isEmpty()) {
      transaction.executeWithoutResult(
          status ->
              somebody(fields)
                  .filter(one -> !one.sensitive() && permitted(one, category))
                  .ifPresent(one -> write(one, category, subject, fields)));
    }
  }

  private static InvalidInquiryException invalid(String field, String message) {
    return new InvalidInquiryException(List.of(new FieldError(field, message)));
  }

  private Optional<Somebody> somebody(Map<String, String> fields) {
    if (fields.containsKey("lead")) {
      return jdbc.sql(
              """
              select l.patient_id, l.id, greatest(p.sensitivity, f.sensitivity) > 0
              from rapport.lead_facts l
              join rapport.patient_facts p on p.id = l.patient_id and p.active
              left join rapport.focus_facts f on f.reference = 'Task/' || l.id
              where l.id = ?""")
          .param(fields.get("lead"))
          .query((row, n) -> new Somebody(row.getString(1), row.getString(2), row.getBoolean(3)))
          .optional();
    }
    Optional<String> email = Addresses.email(fields.get("email"));
    if (email.isEmpty()) {
      throw invalid("email", "should be an e-mail address");
    }
    List<Somebody> found =
        jdbc.sql(
                """
                select p.id, p.sensitivity > 0 from rapport.patient_address a
                join rapport.patient_facts p on p.id = a.id and p.active
                where a.tail = ? and a.via = ''""")
            .param(PatientAddresses.tail(email.get()))
            .query((row, n) -> new Somebody(row.getString(1), null, row.getBoolean(2)))
            .list();
    // Whoever types somebody's mailbox writes nothing into a record that an EHR or staff know.
    Set<String> claimed = claims.claimed(found.stream().map(Somebody::patient).toList());
    List<Somebody> theirs = found.stream().filter(one -> claimed.contains(one.patient())).toList();
    return theirs.size() == 1 ? Optional.of(theirs.get(0)) : Optional.empty();
  }

  private boolean permitted(Somebody one, EngagementCategory category) {
    Instant now = clock.instant();
    ContactBook book =
        books.load(List.of(one.patient())).getOrDefault(one.patient(), ContactBook.EMPTY);
    boolean reachable =
        book.choose(OutreachPurpose.ACKNOWLEDGEMENT, Optional.empty(), now).route().isPresent();
    return category == EngagementCategory.DOWNLOAD
        ? reachable
        : book.permits(OutreachPurpose.OUTREACH, Channel.SMS, now)
            || book.permits(OutreachPurpose.OUTREACH, Channel.EMAIL, now);
  }

  private void write(
      Somebody one, EngagementCategory category, String subject, Map<String, String> fields) {
    Instant now = clock.instant();
    // A beacon that is sent twice within a minute tells the same.
    String cause =
        String.join(
            " ",
            "event",
            one.patient(),
            category.code(),
            subject,
            now.truncatedTo(ChronoUnit.MINUTES).toString());
    Communication communication = new Communication();
    communication.setId(NameBasedId.of(cause));
    communication.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    communication.setStatus(CommunicationStatus.COMPLETED);
    communication.addCategory(Concepts.of(category));
    communication.setSubject(new Reference("Patient/" + one.patient()));
    communication.setSender(new Reference("Patient/" + one.patient()));
    if (one.lead() != null) {
      communication.addAbout(new Reference("Task/" + one.lead()));
    }
    communication.setTopic(new CodeableConcept().setText(subject));
    communication.setReceived(Date.from(now));
    Attribution attribution = Attribution.of(fields);
    if (!attribution.isEmpty()) {
      communication.addExtension(attribution.extension(null, now));
    }
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, communication);
    writer.write(bundle);
  }
}
