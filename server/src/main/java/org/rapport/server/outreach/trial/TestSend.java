package org.rapport.server.outreach.trial;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ClinicPlace;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.gate.RuleResult.Outcome;
import org.rapport.server.outreach.gate.SenderRegister;
import org.rapport.server.outreach.outcome.Attempts;
import org.rapport.server.outreach.outcome.TestMessages;
import org.rapport.server.outreach.outcome.TestMessages.Sent;
import org.rapport.server.outreach.outcome.TestMessages.Standing;
import org.rapport.server.outreach.release.SampleTexts;
import org.rapport.server.outreach.release.SampleTexts.Sample;
import org.rapport.server.outreach.text.ContentRules;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.outreach.text.TestMark;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.store.Fingerprint;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends somebody who works here what they wrote for many. Of the gate's rules those hold that are
 * about the words, the sender and the address: what would be refused to everybody is refused here.
 * Who presses the button wants it, now, so neither consents nor hours are asked.
 */
@Component
class TestSend {
  /** Of one account; a test is looked at before the next. */
  static final int AN_HOUR = 10;

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final OwnAddresses addresses;
  private final SampleTexts texts;
  private final TestMark mark;
  private final ContactBooks books;
  private final SenderRegister senders;
  private final ClinicPlace place;
  private final RapportSettings settings;
  private final Attempts attempts;
  private final TestMessages messages;
  private final AuditTrail trail;
  private final Callers callers;
  private final WorkSignal signal;
  private final TransactionTemplate transaction;
  private final Clock clock;

  TestSend(
      OwnAddresses addresses,
      SampleTexts texts,
      TestMark mark,
      ContactBooks books,
      SenderRegister senders,
      ClinicPlace place,
      RapportSettings settings,
      Attempts attempts,
      TestMessages messages,
      AuditTrail trail,
      Callers callers,
      WorkSignal signal,
      TransactionTemplate transaction,
      Clock clock) {
    this.addresses = addresses;
    this.texts = texts;
    this.mark = mark;
    this.books = books;
    this.senders = senders;
    this.place = place;
    this.settings = settings;
    this.attempts = attempts;
    this.messages = messages;
    this.trail = trail;
    this.callers = callers;
    this.signal = signal;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What was sent, and where to. */
  record Sending(UUID id, Route route, Text text) {}

  /**
   * Hands it to the workers, in a transaction of its own, and takes it down in the audit trail.
   *
   * @param channel null: the first by which they are reached
   * @param language BCP 47; null: English
   * @throws ForbiddenOperationException for a client that acts for itself
   * @throws UnprocessableEntityException where there is no address, or a rule is against it
   */
  Sending send(Subject subject, Channel channel, String language) {
    Agent who = callers.current();
    if (who.account() == null) {
      throw new ForbiddenOperationException("A test goes to who is signed in");
    }
    Route route = route(who, channel == null ? subject.only() : channel);
    Sample sample = subject.sample(texts, language, route.channel());
    allowed(sample.content());
    Text text = mark.on(sample.text());
    registered(subject, route);
    books
        .state(route)
        .refusal()
        .ifPresent(
            reason -> {
              throw new UnprocessableEntityException(
                  "Nothing goes to this address of yours: " + reason.code());
            });
    Sending sending = new Sending(UUID.randomUUID(), route, text);
    transaction.executeWithoutResult(status -> keep(who, subject, sending));
    messages.wake();
    return sending;
  }

  private Route route(Agent who, Channel channel) {
    List<Route> own = addresses.of(who.person());
    Optional<Route> chosen =
        own.stream().filter(route -> channel == null || route.channel() == channel).findFirst();
    return chosen.orElseThrow(
        () ->
            new UnprocessableEntityException(
                "No address of yours "
                    + (channel == null ? "" : "for " + channel.code() + " ")
                    + "is known; an administrator writes it into your Practitioner"));
  }

  private static void allowed(RuleResult rule) {
    if (rule.outcome() == Outcome.REFUSE) {
      throw new UnprocessableEntityException(rule.detail() + " (" + rule.source() + ")");
    }
  }

  private void registered(Subject subject, Route route) {
    List<PolicyRow> rows =
        senders.rows(
            place.orOf(null, null),
            route.channel(),
            clock.instant().atZone(settings.clinic().zone()).toLocalDate());
    if (!rows.isEmpty() && !senders.has(rows, subject.purpose(), route.channel())) {
      throw new UnprocessableEntityException(
          "The sender is not registered for " + subject.purpose().code());
    }
  }

  private void keep(Agent who, Subject subject, Sending sending) {
    if (messages.since(who.account(), HOUR) >= AN_HOUR) {
      throw new TooManyTests();
    }
    String print = Fingerprint.of(sending.route().address(), sending.text().body());
    int before =
        messages.identical(sending.route(), sending.text())
            + attempts.recent(List.of(print)).getOrDefault(print, 0);
    allowed(ContentRules.identicalBodies(before, Attempts.IDENTICAL));
    messages.send(
        who.account(),
        new Sent(
            sending.id(),
            subject.source(),
            sending.route(),
            subject.purpose().code(),
            sending.text()));
    trail.inTransaction(
        List.of(
            new AuditEntry(
                AuditKind.RELEASE,
                List.of(),
                "E",
                AuditEntry.SUCCESS,
                "A test to who asked for it, by " + sending.route().channel().code(),
                who,
                List.of(),
                List.of(subject.source(), who.person()),
                null,
                null)));
  }

  /** Where it stands, as soon as that is known, or after five seconds. */
  Standing await(UUID id) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long seen = signal.count(WorkSignal.OUTCOME);
      Standing standing = messages.standing(id).orElse(new Standing(null, null));
      long left = end - System.nanoTime();
      if (standing.outcome() != null || left <= 0) {
        return standing;
      }
      try {
        signal.await(
            WorkSignal.OUTCOME, seen, Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return standing;
      }
    }
  }

  /** 429. */
  private static final class TooManyTests extends BaseServerResponseException {
    private static final long serialVersionUID = 1L;

    TooManyTests() {
      super(429, AN_HOUR + " tests an hour are enough; try again later");
    }
  }
}
