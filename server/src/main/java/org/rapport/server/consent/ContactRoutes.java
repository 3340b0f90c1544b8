package org.rapport.server.consent;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.terminology.Channel;

/**
 * Contacts as routes, and the order in which they are tried. Pure.
 *
 * @param region ISO 3166 region of numbers written without a country
 */
public record ContactRoutes(String region) {
  /** ContactPoint.system of a portal inbox. */
  private static final String PORTAL = "other";

  private static final String INBOX = "Patient/";

  /** The routes of those in use at an instant, the first choice first. */
  public static List<Route> inOrder(
      Stream<ContactJson> contacts, Instant now, Function<ContactJson, Optional<Route>> route) {
    return contacts
        .filter(contact -> during(contact, now))
        .sorted(
            Comparator.comparingInt(
                    (ContactJson contact) ->
                        contact.rank() == null ? Integer.MAX_VALUE : contact.rank())
                .thenComparingInt(ContactRoutes::preference))
        .flatMap(contact -> route.apply(contact).stream())
        .toList();
  }

  static boolean during(ContactJson contact, Instant now) {
    return (contact.from() == null || !now.isBefore(contact.from()))
        && (contact.until() == null || now.isBefore(contact.until()));
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

  /** Where a message goes; a number at work only where it has a rank. */
  Optional<Route> route(ContactJson contact) {
    boolean desk =
        "work".equals(contact.use()) && contact.rank() == null && !"email".equals(contact.system());
    return desk ? Optional.empty() : address(contact);
  }

  /** Where a message could go. */
  public Optional<Route> address(ContactJson contact) {
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

  /** A number that a person may call, a landline too. */
  Optional<Route> call(ContactJson contact) {
    return "phone".equals(contact.system()) || "sms".equals(contact.system())
        ? Addresses.phone(contact.value(), region).map(number -> new Route(Channel.VOICE, number))
        : Optional.empty();
  }

  /** Where messages could go, each once. */
  List<Route> addresses(List<ContactJson> contacts) {
    return contacts.stream().flatMap(contact -> address(contact).stream()).distinct().toList();
  }

  /** Whether messages to one of the contacts could go to this address. */
  boolean has(List<ContactJson> contacts, Route route) {
    return contacts.stream()
        .flatMap(contact -> address(contact).stream())
        .anyMatch(known -> known.key().equals(route.key()));
  }

  /** Whether one of the contacts is reached where this one is, by a message or by a call. */
  boolean shared(List<ContactJson> contacts, ContactJson one) {
    return contacts.stream().flatMap(this::every).anyMatch(every(one).toList()::contains);
  }

  /** Whether the contact is reached at this address, by a message or by a call. */
  public boolean reaches(ContactJson contact, Route route) {
    return every(contact).anyMatch(route.key()::equals);
  }

  private Stream<Route> every(ContactJson contact) {
    return Stream.of(address(contact), call(contact)).flatMap(Optional::stream).map(Route::key);
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
