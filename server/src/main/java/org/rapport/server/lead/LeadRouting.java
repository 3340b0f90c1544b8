package org.rapport.server.lead;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.lead.routing.Need;
import org.rapport.server.lead.routing.RespondBy;
import org.rapport.server.lead.routing.RouteInquiry;
import org.rapport.server.lead.routing.Routing;
import org.rapport.server.lead.routing.ServiceOffer;
import org.rapport.server.lead.routing.Urgency;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/**
 * Routes an inquiry by the catalogue as it is now, and says by when a person answers. Reads in the
 * caller's transaction.
 */
@Component
class LeadRouting {
  private final ServiceCatalogue catalogue;
  private final LeadRows rows;
  private final RouteInquiry router;
  private final ZoneId clinicZone;
  private final CivilTime time = CivilTime.installed();

  LeadRouting(
      ServiceCatalogue catalogue, LeadRows rows, RouteInquiry router, RapportSettings settings) {
    this.catalogue = catalogue;
    this.rows = rows;
    this.router = router;
    this.clinicZone = settings.clinic().zone();
  }

  /** Where an inquiry goes, and by when somebody answers. */
  record Routed(Routing routing, Instant due) {}

  /**
   * Decides.
   *
   * @param referred whether the referral that a service may ask for is given
   */
  Routed route(Inquiry inquiry, boolean referred, Instant now) {
    List<ServiceOffer> offers =
        referred
            ? catalogue.offers().stream().map(ServiceOffer::referred).toList()
            : catalogue.offers();
    Routing routing =
        router.route(
            new Need(
                inquiry.answer(Inquiry.SERVICE),
                inquiry.answer(Inquiry.LOCATION),
                inquiry.answer(Inquiry.POSTAL_CODE),
                inquiry.answer(Inquiry.INSURANCE),
                inquiry.answer(Inquiry.LANGUAGE)),
            offers,
            offers.isEmpty()
                ? RouteInquiry.Situation.QUIET
                : rows.situation(
                    offers.stream().map(ServiceOffer::id).toList(),
                    offers.stream().map(ServiceOffer::owner).filter(Objects::nonNull).toList(),
                    now));
    return new Routed(routing, due(routing, inquiry, now));
  }

  private Instant due(Routing routing, Inquiry inquiry, Instant now) {
    BusinessHours hours =
        routing.place() == null ? BusinessHours.usual(clinicZone) : routing.place().hours();
    int waiting =
        routing.owner() == null
            ? rows.waitingForNobody()
            : rows.waiting(List.of(routing.owner())).getOrDefault(routing.owner(), 0);
    int capacity = routing.offer() == null ? ServiceCatalogue.CAPACITY : routing.offer().capacity();
    return RespondBy.instant(
        hours, now, Urgency.of(inquiry.answer(Inquiry.URGENCY)), waiting, capacity, time);
  }
}
