package org.rapport.server.inbound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.identity.ProvenClaims;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the clinic may write, by link: seen, changed, paused, and ended with one click. Seeing
 * changes nothing. Each decision is a Consent with the words that it was asked in.
 */
@Component
public class Preferences {
  /** The purposes that are offered: an acknowledgement answers what the patient does anyway. */
  private static final List<OutreachPurpose> OFFERED =
      List.of(
          OutreachPurpose.APPOINTMENT,
          OutreachPurpose.CARE,
          OutreachPurpose.SURVEY,
          OutreachPurpose.OUTREACH,
          OutreachPurpose.MARKETING,
          OutreachPurpose.REVIEW);

  private static final List<Channel> CHANNELS = List.of(Channel.SMS, Channel.EMAIL);
  private static final Duration PAUSE = Duration.ofDays(30);

  private final Links links;
  private final SecondFactor factor;
  private final ProvenClaims claims;
  private final ContactBooks books;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final QuietTimes quiet;
  private final JdbcClient jdbc;
  private final Clock clock;

  Preferences(
      Links links,
      SecondFactor factor,
      ProvenClaims claims,
      ContactBooks books,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      QuietTimes quiet,
      JdbcClient jdbc,
      Clock clock) {
    this.quiet = quiet;
    this.links = links;
    this.factor = factor;
    this.claims = claims;
    this.books = books;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * One purpose on one channel.
   *
   * @param permitted whether it may be used now
   * @param ticked the same, but not where the law takes that for granted: such a box is the
   *     patient's to tick (CASL wants an express consent to be opted into), and is a refusal if not
   */
  public record Choice(
      OutreachPurpose purpose, Channel channel, boolean permitted, boolean ticked) {
    /** As the form names it. */
    public String name() {
      return purpose.code() + "." + channel.code();
    }
  }

  /**
   * What a page may show.
   *
   * @param quiet hours in which the patient wants nothing
   * @param purpose of the messages that an unsubscribe link ends; else null
   */
  public record View(
      String language, List<Choice> choices, List<OwnHours> quiet, String purpose, boolean done) {}

  /**
   * What a patient has chosen.
   *
   * @param allowed names of choices; each other choice is refused
   * @param pause everything for a while
   * @param quiet null: as it stands; empty: no hours
   */
  public record Chosen(Set<String> allowed, boolean pause, Optional<OwnHours> quiet) {}

  /** The purpose of a link; empty for none that is known and not ended. */
  public Optional<Link.Purpose> purpose(String token) {
    return transaction.execute(status -> links.find(token).map(Link::purpose));
  }

  /** What is permitted. */
  public Optional<View> see(String token, Link.Purpose purpose) {
    return transaction.execute(
        status ->
            links
                .find(token)
                .filter(link -> link.purpose() == purpose)
                .filter(link -> purpose == Link.Purpose.UNSUBSCRIBE || !outlived(link))
                .map(link -> view(link, link.answer() != null)));
  }

  // A link that somebody got who acted for the patient then, and does not any more.
  private boolean outlived(Link link) {
    return link.address() != null && book(link.patient()).outlived(route(link), clock.instant());
  }

  private static Route route(Link link) {
    return new Route(
        Channel.fromCode(link.channel())
            .orElse(link.address().contains("@") ? Channel.EMAIL : Channel.SMS),
        link.address());
  }

  /**
   * Sets every choice to whether its name is among the given; none of it changes: no record, but of
   * the notice of unencrypted messages where the law asks for it and it was not known yet.
   */
  public Optional<View> choose(String token, Chosen chosen, Shown shown) {
    return transaction.execute(
        status -> {
          Optional<Link> found =
              links
                  .find(token)
                  .filter(link -> link.purpose() == Link.Purpose.PREFERENCES)
                  .filter(link -> !outlived(link));
          found.ifPresent(link -> change(token, link, chosen, shown));
          Optional<View> view = found.map(link -> view(link, true));
          // Whoever saves the page has the address that its link was sent to.
          found
              .filter(link -> link.address() != null)
              .ifPresent(link -> claims.answered(route(link)));
          return view;
        });
  }

  /**
   * Who asks by a link of preferences, once they have shown by their date of birth who they are.
   *
   * @param patient null unless shown
   */
  public record Identified(State state, String language, String patient) {
    /** How far the second factor has got. */
    public enum State {
      GONE,
      WRONG,
      LOCKED,
      SHOWN
    }
  }

  /** Asks for the second factor; a wrong one is counted, and too many lock the link for it. */
  public Identified identify(String token, String born) {
    return transaction.execute(
        status -> {
          Link link =
              links
                  .find(token)
                  .filter(l -> l.purpose() == Link.Purpose.PREFERENCES)
                  .filter(l -> !outlived(l))
                  .orElse(null);
          if (link == null || !exists(link.patient())) {
            return new Identified(Identified.State.GONE, null, null);
          }
          String language = view(link, false).language();
          // Who acts for a patient may not know of everything: a copy of it is the patient's to ask
          // for.
          boolean theirs =
              link.address() != null
                  && !book(link.patient()).confides(route(link), clock.instant());
          if (theirs || factor.locked(link)) {
            return new Identified(Identified.State.LOCKED, language, null);
          }
          SecondFactor.State state = factor.ask(token, link, born);
          if (state != SecondFactor.State.SHOWN) {
            boolean locked = state == SecondFactor.State.LOCKED;
            return new Identified(
                locked ? Identified.State.LOCKED : Identified.State.WRONG, language, null);
          }
          return new Identified(Identified.State.SHOWN, language, link.patient());
        });
  }

  private void change(String token, Link link, Chosen chosen, Shown shown) {
    locks.lock(List.of(link.patient()));
    Instant now = clock.instant();
    ConsentRecords consents = new ConsentRecords(now, shown);
    Set<Channel> decided = EnumSet.noneOf(Channel.class);
    List<Choice> choices = choices(link, now);
    for (Choice choice : choices) {
      boolean wanted = chosen.allowed().contains(choice.name());
      if (wanted ? !choice.ticked() : choice.permitted()) {
        consents.decide(link, choice, wanted, "preferences " + now);
        if (wanted) {
          decided.add(choice.channel());
        }
      }
    }
    if (shown.riskNotice() != null) {
      ContactBook book = book(link.patient());
      for (Choice choice : choices) {
        // A tick that was there already is a wish for messages once it is saved beside the notice:
        // one record a channel says that, where it was not known yet.
        if (choice.ticked()
            && chosen.allowed().contains(choice.name())
            && !book.withoutNotice(choice.purpose(), choice.channel(), now).isEmpty()
            && decided.add(choice.channel())) {
          consents.decide(link, choice, true, "preferences " + now);
        }
      }
    }
    if (chosen.pause()) {
      consents.pause(link, now.plus(PAUSE));
    }
    if (chosen.quiet() != null
        && !chosen.quiet().stream().toList().equals(book(link.patient()).quiet())) {
      quiet.end(consents.bundle(), link.patient());
      chosen.quiet().ifPresent(hours -> consents.quiet(link, hours));
    }
    writer.write(consents.bundle());
    links.used(token, "CHANGED");
  }

  /**
   * Ends the messages of the link's purpose on its channel.
   *
   * @param all every purpose but acknowledgements, not that one alone
   */
  public Optional<View> unsubscribe(String token, boolean all, Shown shown) {
    return transaction.execute(
        status -> {
          Optional<Link> found =
              links.find(token).filter(link -> link.purpose() == Link.Purpose.UNSUBSCRIBE);
          found.ifPresent(link -> end(token, link, all, shown));
          return found.map(link -> view(link, true));
        });
  }

  private void end(String token, Link link, boolean all, Shown shown) {
    String answer = all ? "ALL" : "ONE";
    if (answer.equals(link.answer()) || "ALL".equals(link.answer())) {
      return;
    }
    locks.lock(List.of(link.patient()));
    if (exists(link.patient())) {
      ConsentRecords consents = new ConsentRecords(clock.instant(), shown);
      Channel channel = Channel.fromCode(link.channel()).orElse(Channel.EMAIL);
      for (OutreachPurpose purpose : OFFERED) {
        if (all || purpose.code().equals(link.messagePurpose())) {
          consents.decide(
              link, new Choice(purpose, channel, true, true), false, "unsubscribe " + answer);
        }
      }
      writer.write(consents.bundle());
    }
    links.used(token, answer);
  }

  // An erased patient gets no mail; the link still answers as if they did.
  private boolean exists(String patient) {
    return jdbc.sql("select count(*) from rapport.patient_facts where id = ?")
            .param(patient)
            .query(Long.class)
            .single()
        > 0;
  }

  private View view(Link link, boolean done) {
    String language =
        jdbc.sql("select language from rapport.patient_facts where id = ?")
            .param(link.patient())
            .query((row, n) -> Optional.ofNullable(row.getString(1)))
            .optional()
            .flatMap(found -> found)
            .orElse(null);
    return new View(
        language,
        choices(link, clock.instant()),
        book(link.patient()).quiet(),
        link.messagePurpose(),
        done);
  }

  private ContactBook book(String patient) {
    return books.load(List.of(patient)).getOrDefault(patient, ContactBook.EMPTY);
  }

  private List<Choice> choices(Link link, Instant now) {
    ContactBook book = book(link.patient());
    List<Choice> choices = new ArrayList<>();
    for (OutreachPurpose purpose : OFFERED) {
      for (Channel channel : CHANNELS) {
        boolean permitted = book.permits(purpose, channel, now);
        boolean implied = book.impliedEnd(purpose, channel, now).isPresent();
        choices.add(new Choice(purpose, channel, permitted, permitted && !implied));
      }
    }
    return choices;
  }
}
