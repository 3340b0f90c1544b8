package org.rapport.server.outreach.outcome;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessages;
import org.rapport.server.outreach.outcome.AnsweredAttempts.Answered;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether a message that failed on one channel is to go on another: once, where the patient permits
 * one, and only what certainly did not arrive. A message that staff wrote for one channel, an
 * answer and a campaign's message stay where they are. Joins the caller's transaction.
 */
@Component
class Failover {
  /** A channel that is down for so long is not waited for any more. */
  static final Duration LONG = Duration.ofMinutes(15);

  private final ContactBooks books;
  private final DueMessages messages;
  private final JdbcClient jdbc;
  private final Clock clock;

  Failover(ContactBooks books, DueMessages messages, JdbcClient jdbc, Clock clock) {
    this.books = books;
    this.messages = messages;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Whether a refused message has somewhere else to go: nobody is at its address. */
  boolean afterRefusal(Answered attempt) {
    return NotDoneReason.INVALID_ADDRESS.code().equals(attempt.reason()) && elsewhere(attempt);
  }

  /** Whether a message that never left has waited long enough, and has somewhere else to go. */
  boolean afterOutage(Answered attempt) {
    return attempt.downSince() != null
        && !clock.instant().isBefore(attempt.downSince().plus(LONG))
        && elsewhere(attempt);
  }

  /** Whether there is another channel for it. */
  boolean elsewhere(Answered attempt) {
    Optional<Channel> failed = Channel.fromCode(attempt.channel());
    if (failed.isEmpty() || attempt.requestDeleted() || !movable(attempt.request())) {
      return false;
    }
    Instant now = clock.instant();
    OutreachPurpose purpose =
        OutreachPurpose.fromCode(attempt.purpose()).orElse(OutreachPurpose.MARKETING);
    ContactBook book =
        books.load(List.of(attempt.patient())).getOrDefault(attempt.patient(), ContactBook.EMPTY);
    boolean sensitive =
        Optional.ofNullable(messages.load(List.of(attempt.request())).get(attempt.request()))
            .filter(DueMessage::sensitive)
            .isPresent();
    return (sensitive ? book.sensitive() : book)
        .without(failed.get())
        .choose(purpose, Optional.empty(), now)
        .route()
        .isPresent();
  }

  private boolean movable(String request) {
    return jdbc.sql(
                """
            select count(*) from rapport.planned_message m where m.id = ? and m.status = 'active'
              and m.failed_channel is null and m.answer is null
              and (m.step is not null or m.channel is null) and m.channel is distinct from 'voice'
              and not exists (select 1 from rapport.campaign_member n where n.request_id = m.id)""")
            .param(request)
            .query(Long.class)
            .single()
        > 0;
  }
}
