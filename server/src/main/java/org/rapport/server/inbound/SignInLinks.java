package org.rapport.server.inbound;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.RandomValue;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How patients sign in: by a link that goes through the gate to an address on their record, good
 * once and for a quarter of an hour, and by their date of birth. To an address at which what is
 * sensitive may not be read, none is sent.
 */
@Component
public class SignInLinks {
  private static final Duration USEFUL = Duration.ofMinutes(15);

  /** Who shares an address: a family. */
  private static final int PEOPLE = 3;

  /** Links an hour to one address: asking for them is no way to trouble somebody. */
  private static final int AN_HOUR = 3;

  private final Correspondents correspondents;
  private final SecondFactor factor;
  private final Links links;
  private final IFhirResourceDao<CommunicationRequest> requests;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final String region;

  SignInLinks(
      Correspondents correspondents,
      SecondFactor factor,
      Links links,
      IFhirResourceDao<CommunicationRequest> requests,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock,
      RapportSettings settings) {
    this.correspondents = correspondents;
    this.factor = factor;
    this.links = links;
    this.requests = requests;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  /** What came of a link and a date of birth. */
  public enum State {
    /** The link has ended, was used, or never was. */
    GONE,
    /** The date of birth is asked. */
    ASKED,
    WRONG,
    /** Too many wrong ones, on whatever links of this person, within a day. */
    LOCKED,
    RIGHT
  }

  /**
   * What came of it.
   *
   * @param patient id of the Patient; null unless right or wrong
   * @param given name of theirs, to greet them by; may be null
   */
  public record Answer(State state, String patient, String given) {}

  /**
   * Sends a link to each patient who has this address. Nothing tells whether there was one.
   *
   * @param contact a telephone number or a mailbox, as typed
   */
  public void send(String contact) {
    Instant now = clock.instant();
    route(contact)
        .filter(route -> recent(route.address(), now) < AN_HOUR)
        .ifPresent(
            route ->
                correspondents.of(route, now).stream()
                    .filter(person -> person.active() && person.confidant())
                    .limit(PEOPLE)
                    .forEach(person -> send(route, person.patient(), now)));
  }

  private void send(Route route, String patient, Instant now) {
    CommunicationRequest request =
        new InboundRecords(new Bundle(), now, now)
            .prompt(
                NameBasedId.of("sign-in " + RandomValue.make()),
                route,
                AnswerKind.SIGN_IN_LINK,
                patient,
                now.plus(USEFUL));
    requests.update(request, new SystemRequestDetails());
  }

  private Optional<Route> route(String contact) {
    return contact.contains("@")
        ? Addresses.email(contact).map(mailbox -> new Route(Channel.EMAIL, mailbox))
        : Addresses.phone(contact, region).map(number -> new Route(Channel.SMS, number));
  }

  private int recent(String address, Instant now) {
    return jdbc.sql(
            "select count(*) from rapport.link where purpose = ? and address = ? and created_at > ?")
        .params(Link.Purpose.SIGN_IN.name(), address, Sql.at(now.minus(Duration.ofHours(1))))
        .query(Integer.class)
        .single();
  }

  /** How a link stands. Seeing changes nothing, as scanners look at every link. */
  public Answer see(String token) {
    return transaction.execute(
        status ->
            find(token)
                .map(link -> answer(factor.locked(link) ? State.LOCKED : State.ASKED))
                .orElseGet(() -> answer(State.GONE)));
  }

  /** Compares the date of birth; a right one spends the link, wrong ones are counted. */
  public Answer prove(String token, String born) {
    return transaction.execute(
        status -> {
          Optional<Link> link = find(token);
          if (link.isEmpty()) {
            return answer(State.GONE);
          }
          return switch (factor.ask(token, link.get(), born)) {
            case LOCKED -> answer(State.LOCKED);
            case WRONG -> new Answer(State.WRONG, link.get().patient(), null);
            case SHOWN -> {
              links.used(token, "SIGNED_IN");
              yield new Answer(State.RIGHT, link.get().patient(), given(link.get().patient()));
            }
          };
        });
  }

  private static Answer answer(State state) {
    return new Answer(state, null, null);
  }

  private String given(String patient) {
    return jdbc.sql("select given from rapport.patient_facts where id = ?")
        .param(patient)
        .query((row, n) -> Optional.ofNullable(row.getString(1)))
        .optional()
        .flatMap(found -> found)
        .orElse(null);
  }

  private Optional<Link> find(String token) {
    return links
        .find(token)
        .filter(link -> link.purpose() == Link.Purpose.SIGN_IN && link.usedAt() == null);
  }
}
