package org.rapport.server.console;

import java.util.ArrayList;
import java.util.List;
import org.rapport.server.account.Role;

/** Which pages there are, and whose they are: the union of a person's roles. */
public final class Navigation {
  /**
   * A page.
   *
   * @param key of its words, {@code nav.<key>}, and of the key that goes there
   * @param path its address
   */
  public record Place(String key, String path, Role... roles) {
    /** What it stands under in a long menu: the role that has the most to do with it. */
    public String group() {
      return roles[0] == Role.COORDINATOR ? Role.FRONT_DESK.code() : roles[0].code();
    }
  }

  private static final Role[] DESK = {Role.FRONT_DESK, Role.COORDINATOR};

  /** In the order in which they stand; what a role opens on is its first. */
  static final List<Place> PLACES =
      List.of(
          new Place("today", "/console/today", DESK),
          new Place("conversations", "/console/conversations", DESK),
          new Place("visits", "/console/visits", DESK),
          new Place("waitlist", "/console/waitlist", DESK),
          new Place(
              "people", "/console/people", Role.FRONT_DESK, Role.COORDINATOR, Role.COMPLIANCE),
          new Place("escalations", "/console/escalations", Role.COORDINATOR),
          new Place("enrolments", "/console/enrolments", Role.COORDINATOR),
          new Place("campaigns", "/console/campaigns", Role.MARKETING),
          new Place("segments", "/console/segments", Role.MARKETING),
          new Place("journeys", "/console/journeys", Role.MARKETING),
          new Place("templates", "/console/templates", Role.MARKETING),
          new Place("results", "/console/results", Role.MARKETING),
          new Place("why", "/console/why", Role.COMPLIANCE),
          new Place("consents", "/console/consents", Role.COMPLIANCE),
          new Place("approvals", "/console/approvals", Role.COMPLIANCE),
          new Place("policy", "/console/policy", Role.COMPLIANCE),
          new Place("rights", "/console/rights", Role.COMPLIANCE),
          new Place("audit", "/console/audit", Role.COMPLIANCE),
          new Place("messages", "/console/messages", Role.INTEGRATOR),
          new Place("letters", "/console/letters", Role.INTEGRATOR),
          new Place("senders", "/console/senders", Role.INTEGRATOR),
          new Place("routes", "/console/routes", Role.INTEGRATOR),
          new Place("outbound", "/console/outbound", Role.INTEGRATOR),
          new Place("channels", "/console/channels", Role.INTEGRATOR),
          new Place("measures", "/console/measures", Role.MANAGER),
          new Place("funnel", "/console/funnel", Role.MANAGER),
          new Place("capacity", "/console/capacity", Role.MANAGER),
          new Place("team", "/console/team", Role.MANAGER),
          new Place("users", "/console/users", Role.ADMIN),
          new Place("places", "/console/places", Role.ADMIN),
          new Place("catalogue", "/console/catalogue", Role.ADMIN),
          new Place("apps", "/console/apps", Role.ADMIN),
          new Place("subscriptions", "/console/subscriptions", Role.ADMIN),
          new Place("settings", "/console/settings", Role.ADMIN));

  private Navigation() {}

  /** Whether a menu is long enough to be read by groups. */
  static boolean isGrouped(List<Place> places) {
    return places.stream().map(Place::group).distinct().count() > 2;
  }

  /** A person's, in order. */
  static List<Place> of(ConsoleUser user) {
    List<Place> own = new ArrayList<>();
    for (Place place : PLACES) {
      if (user.is(place.roles())) {
        own.add(place);
      }
    }
    return own;
  }
}
