package org.rapport.server.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.projection.Responsible;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * One patient's addresses and decisions. Chooses one channel a message: the lowest rank, else SMS
 * to a mobile number, else e-mail; of these the first that is usable and permitted. Once an address
 * is marked confidential, no other is used. For a patient who is not of age, whoever acts for them
 * is written to ({@link Representation}). Pure.
 *
 * @param contacts the patient's own
 * @param states what the addresses themselves have said about messages, by their {@link Route#key}
 * @param authorizations Consents of category authorization
 * @param bases what permits without a decision, and for how long
 * @param region ISO 3166 region of numbers written without a country
 * @param quiet hours in which the patient wants nothing
 * @param representation who is written to in the patient's place
 * @param failed a channel that is not tried again; null: none
 */
public record ContactBook(
    List<ContactJson> contacts,
    List<Decision> decisions,
    Map<Route, AddressState> states,
    String region,
    List<Decision> authorizations,
    Bases bases,
    List<OwnHours> quiet,
    Representation representation,
    Channel failed) {
  public static final ContactBook EMPTY = new ContactBook(List.of(), List.of(), "US", Bases.NONE);

  /** A book of addresses that nothing is known about. */
  public ContactBook(
      List<ContactJson> contacts, List<Decision> decisions, String region, Bases bases) {
    this(contacts, decisions, Map.of(), region, List.of(), bases);
  }

  /** A book of a patient who has no quiet hours. */
  public ContactBook(
      List<ContactJson> contacts,
      List<Decision> decisions,
      Map<Route, AddressState> states,
      String region,
      List<Decision> authorizations,
      Bases bases) {
    this(
        contacts,
        decisions,
        states,
        region,
        authorizations,
        bases,
        List.of(),
        Representation.NONE,
        null);
  }

  /** The same of a patient who wants no messages in these hours. */
  public ContactBook quiet(List<OwnHours> hours) {
    return new ContactBook(
        contacts, decisions, states, region, authorizations, bases, hours, representation, failed);
  }

  /**
   * The same of a patient for whom others may act while the patient is not of age.
   *
   * @param birthDate as FHIR has it, or null
   * @param sensitive whether the patient's record is sensitive, whatever it is about
   */
  public ContactBook represented(String birthDate, List<Responsible> persons, boolean sensitive) {
    return represented(
        new Representation(Representation.firstDay(birthDate), persons, sensitive, bases));
  }

  private ContactBook represented(Representation by) {
    return new ContactBook(
        contacts, decisions, states, region, authorizations, bases, quiet, by, failed);
  }

  /** The same for a message about something sensitive. */
  public ContactBook sensitive() {
    return represented(representation.ofSensitive());
  }

  /** The same with what a register has said of its numbers. */
  public ContactBook checked(Map<Route, NumberCheck> checks) {
    Map<Route, AddressState> all = new HashMap<>(states);
    checks.forEach(
        (number, check) -> {
          boolean stands =
              LastKnown.of(this, number).filter(day -> day.isAfter(check.about())).isEmpty();
          all.merge(number, AddressState.of(check, stands), AddressState::and);
        });
    return new ContactBook(
        contacts, decisions, all, region, authorizations, bases, quiet, representation, failed);
  }

  /**
   * The same of somebody whom only a public page knows.
   *
   * @param muted why nothing goes to an address that was typed there
   * @param denied what others who have these addresses have denied
   */
  ContactBook claimed(Map<Route, NotDoneReason> muted, List<Decision> denied) {
    Map<Route, AddressState> all = new HashMap<>(states);
    muted.forEach(
        (route, reason) -> all.merge(route, AddressState.muted(reason), AddressState::and));
    List<Decision> every = new ArrayList<>(decisions);
    every.addAll(denied);
    return new ContactBook(
        contacts, every, all, region, authorizations, bases, quiet, representation, failed);
  }

  /** An address on a channel: E.164, or a mailbox. */
  public record Route(Channel channel, String address) {
    /** Under which its state is known: a mailbox in lower case, a number for texts and calls. */
    public Route key() {
      return switch (channel) {
        case EMAIL -> new Route(channel, address.toLowerCase(Locale.ROOT));
        // What a number has said by text, or what was found out about it, holds for calls too.
        case VOICE -> new Route(Channel.SMS, address);
        default -> this;
      };
    }
  }

  /** Whose addresses are used. */
  public enum Addressee {
    /** The patient's. */
    PATIENT,
    /** The patient's, and none that is also of who acts for them, who is not to know. */
    PATIENT_ALONE,
    /** Those of who acts for the patient. */
    RESPONSIBLE
  }

  /** Either a route, or why there is none. */
  public record Choice(Optional<Route> route, Optional<NotDoneReason> refusal) {}

  /**
   * Chooses.
   *
   * @param only restricts the choice, for a message that staff wrote for one channel; calls are
   *     made only where it says so
   */
  public Choice choose(OutreachPurpose purpose, Optional<Channel> only, Instant now) {
    NotDoneReason refusal = NotDoneReason.INVALID_ADDRESS;
    for (Route route : routes(now, route(only))) {
      if (only.isPresent() && only.get() != route.channel()) {
        continue;
      }
      Optional<NotDoneReason> refused = standing().refusal(route, purpose, now);
      if (refused.isEmpty()) {
        return new Choice(Optional.of(route), Optional.empty());
      }
      if (refusal == NotDoneReason.INVALID_ADDRESS) {
        refusal = refused.get();
      }
    }
    boolean gone =
        refusal == NotDoneReason.INVALID_ADDRESS && addresses().stream().anyMatch(this::reassigned);
    return new Choice(
        Optional.empty(), Optional.of(gone ? NotDoneReason.NUMBER_REASSIGNED : refusal));
  }

  // Its telecom has ended on the record, so that it is not among what may be used.
  private boolean reassigned(Route route) {
    return standing().state(route).isReassigned();
  }

  /**
   * The route of an answer: to the address that it answers and to no other.
   *
   * @param required law or safety demand it, also of an address that opted out
   */
  public Choice answer(Route route, OutreachPurpose purpose, boolean required, Instant now) {
    if (required) {
      return new Choice(Optional.of(route), Optional.empty());
    }
    if (usable(now).stream().noneMatch(known -> known.key().equals(route.key()))) {
      return new Choice(Optional.empty(), Optional.of(NotDoneReason.INVALID_ADDRESS));
    }
    Optional<NotDoneReason> refused = standing().refusal(route, purpose, now);
    return refused.isPresent()
        ? new Choice(Optional.empty(), refused)
        : new Choice(Optional.of(route), Optional.empty());
  }

  /** Whether the patient has signed for this purpose on this channel (45 CFR 164.508). */
  public boolean authorizes(OutreachPurpose purpose, Channel channel, Instant now) {
    return standing().authorizes(purpose, channel, now);
  }

  /**
   * The rows by which a message may not tell all on this channel, as no standing permission says
   * that the patient was told of the risk (45 CFR 164.522(b)); empty where it may. The notice is
   * about the channel, so that a permission for any purpose counts while that purpose is permitted.
   */
  public List<PolicyRow> withoutNotice(OutreachPurpose purpose, Channel channel, Instant now) {
    return standing().withoutNotice(purpose, channel, now);
  }

  /** Whether this address is the patient's or of who acts for them, may it be used or not. */
  public boolean has(Route route, Instant now) {
    return routes().has(contacts, route) || routes().has(representation.contacts(now), route);
  }

  /**
   * Whether all that is kept about the patient may be told at this address: not where it is of
   * somebody who acts for them, or did, unless that goes for what is sensitive too.
   */
  public boolean confides(Route route, Instant now) {
    return !routes().has(representation.everybody(), route) || sensitive().mayUse(route, now);
  }

  /** Whether the address was of somebody who acted for the patient, and is nobody's now. */
  public boolean outlived(Route route, Instant now) {
    return routes().has(representation.everybody(), route) && !has(route, now);
  }

  /**
   * Whose addresses are used now.
   *
   * @param only as of {@link #choose}: for a call, a landline is an address too
   */
  public Addressee addressee(Optional<Channel> only, Instant now) {
    return addressee(route(only), now);
  }

  private Addressee addressee(Function<ContactJson, Optional<Route>> route, Instant now) {
    List<ContactJson> theirs = representation.contacts(now);
    if (theirs.isEmpty() || contacts.stream().anyMatch(ContactJson::confidential)) {
      return Addressee.PATIENT;
    }
    if (representation.confides(now)) {
      return Addressee.PATIENT_ALONE;
    }
    return ContactRoutes.inOrder(theirs.stream(), now, route).isEmpty()
        ? Addressee.PATIENT
        : Addressee.RESPONSIBLE;
  }

  /** The rows of the policy that say whose addresses are used. */
  public List<PolicyRow> ages(Instant now) {
    return representation.rows(now);
  }

  /** Whether there is a permission from before the patient came of age, which counts no more. */
  public boolean outgrown(OutreachPurpose purpose, Instant now) {
    return standing().outgrown(purpose, now);
  }

  /** Whether this address is one that may be used now; where another is confidential, it is not. */
  public boolean mayUse(Route route, Instant now) {
    return usable(now).stream().anyMatch(known -> known.key().equals(route.key()));
  }

  /** Whether the purpose may use the channel, for the best address there or for any to come. */
  public boolean permits(OutreachPurpose purpose, Channel channel, Instant now) {
    return usable(now).stream()
        .filter(route -> route.channel() == channel)
        .findFirst()
        .map(route -> standing().refusal(route, purpose, now))
        .orElseGet(() -> standing().refusal(purpose, channel, now))
        .isEmpty();
  }

  /**
   * When the purpose may not use the channel any more because what the law takes for granted ends;
   * empty where that is not so, or where there is no address that may be used now.
   */
  public Optional<Bases.ImpliedEnd> impliedEnd(
      OutreachPurpose purpose, Channel channel, Instant now) {
    return choose(purpose, Optional.of(channel), now)
        .route()
        .flatMap(route -> standing().impliedEnd(purpose, channel, now));
  }

  /**
   * What decides whether a purpose may use a channel: for the best address there, or for any to
   * come. Explains {@link #permits}, and decides nothing.
   */
  public Ground ground(OutreachPurpose purpose, Channel channel, Instant now) {
    AddressState state =
        routes(now, route(Optional.of(channel))).stream()
            .filter(route -> route.channel() == channel)
            .findFirst()
            .map(standing()::state)
            .orElse(AddressState.UNKNOWN);
    return standing().ground(state, purpose, channel, now);
  }

  /** Every address of the patient that a message could go to, whether it may be used or not. */
  public List<Route> addresses() {
    return routes().addresses(contacts);
  }

  /** Every address of those who act for the patient, acted or will. */
  public List<Route> addressesOfOthers() {
    return routes().addresses(representation.everybody());
  }

  /** Whether the patient, or who acts for them now, is reached at this number, by calls too. */
  public boolean reachedAt(Route number, Instant now) {
    return Stream.concat(contacts.stream(), representation.contacts(now).stream())
        .anyMatch(contact -> routes().reaches(contact, number));
  }

  /** What a register of reassigned numbers last said of a number. */
  public Optional<NumberCheck> check(Route number) {
    return Optional.ofNullable(standing().state(number).check());
  }

  /** Whether the address itself has opted out. */
  public boolean optedOut(Route route) {
    return standing().state(route).optedOut();
  }

  /** The purposes that are stopped on an address, by its own word or by the patient's. */
  public Set<OutreachPurpose> stopped(Route route, Instant now) {
    return standing().stopped(route, now);
  }

  /** The same without the addresses of a channel; what is confidential stays so. */
  public ContactBook without(Channel channel) {
    return new ContactBook(
        contacts, decisions, states, region, authorizations, bases, quiet, representation, channel);
  }

  private Stream<ContactJson> permittedContacts(Addressee addressee, Instant now) {
    List<ContactJson> all =
        switch (addressee) {
          case PATIENT -> contacts;
          case PATIENT_ALONE ->
              contacts.stream()
                  .filter(own -> !routes().shared(representation.contacts(now), own))
                  .toList();
          case RESPONSIBLE -> representation.contacts(now);
        };
    boolean confidential = all.stream().anyMatch(ContactJson::confidential);
    return all.stream().filter(contact -> contact.confidential() || !confidential);
  }

  private List<Route> usable(Instant now) {
    return routes(now, route(Optional.empty()));
  }

  // Numbers that a person may call, landlines too, or where a message goes.
  private Function<ContactJson, Optional<Route>> route(Optional<Channel> only) {
    return only.filter(Channel.VOICE::equals).isPresent() ? routes()::call : routes()::route;
  }

  private List<Route> routes(Instant now, Function<ContactJson, Optional<Route>> route) {
    return ContactRoutes.inOrder(permittedContacts(addressee(route, now), now), now, route).stream()
        .filter(found -> found.channel() != failed)
        .toList();
  }

  private StandingDecisions standing() {
    return new StandingDecisions(decisions, authorizations, states, bases, representation);
  }

  private ContactRoutes routes() {
    return new ContactRoutes(region);
  }
}
