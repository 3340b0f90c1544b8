package org.rapport.server.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/**
 * What one person has denied, held against a claim to their address: who types somebody's mailbox
 * into a form permits nothing there that its owner has denied. Pure.
 */
final class SharedDenials {
  private SharedDenials() {}

  /**
   * Denials by channel and purpose, each with its own date, so that what is permitted later with
   * proof counts again.
   *
   * @param owner whose denials
   * @param routes addresses of a claimed record
   */
  static List<Decision> of(ContactBook owner, List<Route> routes, Instant now) {
    ContactRoutes own = new ContactRoutes(owner.region());
    Set<Channel> shared = EnumSet.noneOf(Channel.class);
    routes.stream()
        .filter(route -> own.has(owner.contacts(), route))
        .forEach(route -> shared.add(route.channel()));
    List<Decision> denied = new ArrayList<>();
    for (Channel channel : shared) {
      for (OutreachPurpose purpose : OutreachPurpose.values()) {
        Permission.newest(owner.decisions(), purpose, channel, owner.bases(), now)
            .filter(decision -> !decision.permit())
            .map(decision -> decision.only(purpose, channel))
            .ifPresent(denied::add);
      }
    }
    return denied;
  }
}
