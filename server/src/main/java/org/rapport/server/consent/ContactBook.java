package org.rapport.server.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rapport.server.projection.ContactJson;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/**
 * One patient's addresses and decisions. Chooses one channel a message: the lowest rank, else SMS
 * to a mobile number, else e-mail; of these the first that is usable and permitted. Once an address
 * is marked confidential, no other is used. Pure.
 *
 * @param region ISO 3166 region of numbers written without a country
 */
public record ContactBook(List<ContactJson> contacts, List<Decision> decisions, String region) {
  public static final ContactBook EMPTY = new ContactBook(List.of(), List.of(), "US");

  /** An address on a channel: E.164, or a mailbox. */
  public record Route(Channel channel, String address) {}

  /** Either a route, or why there is none. */
  public record Choice(Optional<Route> route, Optional<NotDoneReason> refusal) {}

  /**
   * Chooses.
   *
   * @param only restricts the choice, for a message that staff wrote for one channel
   */
  public Choice choose(OutreachPurpose purpose, Optional<Channel> only, Instant now) {
    NotDoneReason refusal = NotDoneReason.INVALID_ADDRESS;
    for (Route route : usable(now)) {
      if (only.isPresent() && only.get() != route.channel()) {
        continue;
      }
      Optional<NotDoneReason> refused =
          Permission.refusal(decisions, purpose, route.channel(), now);
      if (refused.isEmpty()) {
        return new Choice(Optional.of(route), Optional.empty());
      }
      if (refusal == NotDoneReason.INVALID_ADDRESS) {
        refusal = refused.get();
      }
    }
    return new Choice(Optional.empty(), Optional.of(refusal));
  }

  private List<Route> usable(Instant now) {
    boolean confidential = contacts.stream().anyMatch(ContactJson::confidential);
    List<Route> routes = new ArrayList<>();
    contacts.stream()
        .filter(contact -> contact.confidential() || !confidential)
        .filter(contact -> contact.from() == null || !now.isBefore(contact.from()))
        .filter(contact -> contact.until() == null || now.isBefore(contact.until()))
        .sorted(
            Comparator.comparingInt(
                    (ContactJson contact) ->
                        contact.rank() == null ? Integer.MAX_VALUE : contact.rank())
                .thenComparingInt(ContactBook::preference))
        .forEach(contact -> route(contact).ifPresent(routes::add));
    return routes;
  }

  // A number marked home may be a landline that others pick up: after e-mail.
  private static int preference(ContactJson contact) {
    if ("email".equals(contact.system())) {
      return 2;
    }
    if ("mobile".equals(contact.use()) || "sms".equals(contact.system())) {
      return 0;
    }
    return contact.use() == null ? 1 : 3;
  }

  private Optional<Route> route(ContactJson contact) {
    return switch (contact.system()) {
      case "phone", "sms" ->
          "work".equals(contact.use()) && contact.rank() == null
              ? Optional.empty()
              : Addresses.mobile(contact.value(), region)
                  .map(number -> new Route(Channel.SMS, number));
      case "email" ->
          Addresses.email(contact.value()).map(mailbox -> new Route(Channel.EMAIL, mailbox));
      default -> Optional.empty();
    };
  }
}
