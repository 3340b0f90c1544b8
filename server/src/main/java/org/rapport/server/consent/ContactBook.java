package org.rapport.server.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rapport.server.projection.ContactJson;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * One patient's addresses and decisions. Chooses one channel a message: the lowest rank, else SMS
 * to a mobile number, else e-mail; of these the first that is usable and permitted. Once an address
 * is marked confidential, no other is used. Pure.
 *
 * @param states what the addresses themselves have said about messages, by their {@link Route#key}
 * @param authorizations Consents of category authorization
 * @param bases what permits without a decision, and for how long
 * @param region ISO 3166 region of numbers written without a country
 * @param quiet hours in which the patient wants nothing
 */
public record ContactBook(
    List<ContactJson> contacts,
    List<Decision> decisions,
    Map<Route, AddressState> states,
    String region,
    List<Decision> authorizations,
    Bases bases,
    List<OwnHours> quiet) {
  /** ContactPoint.system of a portal inbox. */
  private static final String PORTAL = "other";

  private static final String INBOX = "Patient/";

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
    this(contacts, decisions, states, region, authorizations, bases, List.of());
  }

  /** The same of a patient who wants no messages in these hours. */
  public ContactBook quiet(List<OwnHours> hours) {
    return new ContactBook(contacts, decisions, states, region, authorizations, bases, hours);
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
    List<Route> routes =
        only.filter(Channel.VOICE::equals).isPresent() ? callable(now) : usable(now);
    for (Route route : routes) {
      if (only.isPresent() && only.get() != route.channel()) {
        continue;
      }
      Optional<NotDoneReason> refused = refusal(route, purpose, now);
      if (refused.isEmpty()) {
        return new Choice(Optional.of(route), Optional.empty());
      }
      if (refusal == NotDoneReason.INVALID_ADDRESS) {
        refusal = refused.get();
      }
    }
    return new Choice(Optional.empty(), Optional.of(refusal));
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
    Optional<NotDoneReason> refused = refusal(route, purpose, now);
    return refused.isPresent()
        ? new Choice(Optional.empty(), refused)
        : new Choice(Optional.of(route), Optional.empty());
  }

  /** Whether the patient has signed for this purpose on this channel (45 CFR 164.508). */
  public boolean authorizes(OutreachPurpose purpose, Channel channel, Instant now) {
    return Permission.newest(authorizations, purpose, channel, Bases.NONE, now)
        .filter(Decision::permit)
        .isPresent();
  }

  /** Whether one of the contacts is this address, whether it may be used or not. */
  public boolean has(Route route) {
    return contacts.stream()
        .map(this::address)
        .flatMap(Optional::stream)
        .anyMatch(known -> known.key().equals(route.key()));
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
        .map(route -> refusal(route, purpose, now))
        .orElseGet(() -> Permission.refusal(decisions, purpose, channel, bases, now))
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
        .flatMap(route -> Permission.impliedEnd(decisions, purpose, channel, bases, now));
  }

  private Optional<NotDoneReason> refusal(Route route, OutreachPurpose purpose, Instant now) {
    AddressState state = states.getOrDefault(route.key(), AddressState.UNKNOWN);
    if (state.suppresses(purpose, permittedSince(state, purpose, route.channel(), now))) {
      return Optional.of(NotDoneReason.OPTED_OUT);
    }
    return state
        .refusal()
        .or(
            () ->
                Permission.refusal(
                    state.standing(decisions, purpose), purpose, route.channel(), bases, now));
  }

  private boolean permittedSince(
      AddressState state, OutreachPurpose purpose, Channel channel, Instant now) {
    return state.erased() != null
        && Permission.newest(decisions, purpose, channel, bases, now)
            .filter(decision -> decision.permit() && !decision.weak())
            .filter(decision -> decision.decidedAt().isAfter(state.erased().at()))
            .isPresent();
  }

  /** Every address that a message could go to, whether it may be used or not. */
  public List<Route> addresses() {
    return contacts.stream().map(this::address).flatMap(Optional::stream).distinct().toList();
  }

  /** The purposes that are stopped on an address, by its own word or by the patient's. */
  public Set<OutreachPurpose> stopped(Route route, Instant now) {
    Set<OutreachPurpose> stopped = EnumSet.noneOf(OutreachPurpose.class);
    for (OutreachPurpose purpose : OutreachPurpose.values()) {
      if (refusal(route, purpose, now).filter(NotDoneReason.OPTED_OUT::equals).isPresent()) {
        stopped.add(purpose);
      }
    }
    return stopped;
  }

  /** The same without the addresses of a channel; what is confidential stays so. */
  public ContactBook without(Channel channel) {
    return new ContactBook(
        permittedContacts()
            .filter(contact -> address(contact).filter(r -> r.channel() == channel).isEmpty())
            .toList(),
        decisions,
        states,
        region,
        authorizations,
        bases,
        quiet);
  }

  private Stream<ContactJson> permittedContacts() {
    boolean confidential = contacts.stream().anyMatch(ContactJson::confidential);
    return contacts.stream().filter(contact -> contact.confidential() || !confidential);
  }

  private List<Route> usable(Instant now) {
    return routes(now, this::route);
  }

  /** Numbers that a person may call, landlines too. */
  private List<Route> callable(Instant now) {
    return routes(
        now,
        contact ->
            "phone".equals(contact.system()) || "sms".equals(contact.system())
                ? Addresses.phone(contact.value(), region)
                    .map(number -> new Route(Channel.VOICE, number))
                : Optional.empty());
  }

  private List<Route> routes(Instant now, Function<ContactJson, Optional<Route>> route) {
    List<Route> routes = new ArrayList<>();
    permittedContacts()
        .filter(contact -> contact.from() == null || !now.isBefore(contact.from()))
        .filter(contact -> contact.until() == null || now.isBefore(contact.until()))
        .sorted(
            Comparator.comparingInt(
                    (ContactJson contact) ->
                        contact.rank() == null ? Integer.MAX_VALUE : contact.rank())
                .thenComparingInt(ContactBook::preference))
        .forEach(contact -> route.apply(contact).ifPresent(routes::add));
    return routes;
  }

  // A number marked home may be a landline that others pick up: after e-mail.
  private static int preference(ContactJson contact) {
    if ("email".equals(contact.system())) {
      return 2;
    }
    if (PORTAL.equals(contact.system())) {
      return 4;
    }
    if ("mobile".equals(contact.use()) || "sms".equals(contact.system())) {
      return 0;
    }
    return contact.use() == null ? 1 : 3;
  }

  private Optional<Route> route(ContactJson contact) {
    boolean desk =
        "work".equals(contact.use()) && contact.rank() == null && !"email".equals(contact.system());
    return desk ? Optional.empty() : address(contact);
  }

  private Optional<Route> address(ContactJson contact) {
    return switch (contact.system()) {
      case "phone", "sms" ->
          Addresses.mobile(contact.value(), region).map(number -> new Route(Channel.SMS, number));
      case "email" ->
          Addresses.email(contact.value()).map(mailbox -> new Route(Channel.EMAIL, mailbox));
      case PORTAL ->
          contact.value().startsWith(INBOX)
              ? Optional.of(new Route(Channel.PORTAL, contact.value()))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** A contact that says "portal" is the inbox of its patient; any other stays as it is. */
  static ContactJson inbox(ContactJson contact, String patient) {
    return PORTAL.equals(contact.system()) && "portal".equalsIgnoreCase(contact.value().strip())
        ? new ContactJson(
            PORTAL,
            INBOX + patient,
            contact.use(),
            contact.rank(),
            contact.confidential(),
            contact.from(),
            contact.until())
        : contact;
  }
}
