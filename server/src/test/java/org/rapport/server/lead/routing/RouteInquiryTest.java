package org.rapport.server.lead.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.lead.routing.TestOffers.byReferral;
import static org.rapport.server.lead.routing.TestOffers.insured;
import static org.rapport.server.lead.routing.TestOffers.offer;
import static org.rapport.server.lead.routing.TestOffers.place;
import static org.rapport.server.lead.routing.TestOffers.serving;
import static org.rapport.server.lead.routing.TestOffers.speaking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.lead.routing.RouteInquiry.Situation;
import org.rapport.terminology.RoutingOutcome;

class RouteInquiryTest {
  private static final Place NORTH = place("north", "M2N 1A1", new Position(43.77, -79.41));
  private static final Place SOUTH = place("south", "M5H 2N2", new Position(43.65, -79.38));
  private static final ServiceOffer PHYSIO = offer("physio", "physiotherapy", NORTH, SOUTH);
  private static final ServiceOffer EYES = offer("eyes", "optometry", SOUTH);

  private final RouteInquiry router = new RouteInquiry(PostalCodes.NONE);

  private static Need need(String service) {
    return new Need(service, null, null, null, null);
  }

  private Routing route(Need need, ServiceOffer... offers) {
    return router.route(need, List.of(offers), Situation.QUIET);
  }

  @Test
  void whatIsAskedForIsFoundInAnyCaseAndAccent_andWhatIsNotOfferedIsSaid() {
    assertThat(route(need("PhysiothérapY"), PHYSIO, EYES).offer()).isEqualTo(PHYSIO);
    assertThat(route(need("surgery"), PHYSIO).outcome())
        .isEqualTo(RoutingOutcome.SERVICE_NOT_OFFERED);
  }

  @Test
  void insuranceAreaAndReferralRefuse_onlyWhereTheyAreAnswered() {
    ServiceOffer closed = serving(insured(byReferral(PHYSIO), "sun life"), "M2N", "M5H");
    Need asked = new Need("physiotherapy", null, "M5H 1A1", "Aetna", null);
    assertThat(route(asked, closed).outcome()).isEqualTo(RoutingOutcome.INSURANCE_NOT_ACCEPTED);
    Need far = new Need("physiotherapy", null, "K1A 0B1", "Sun Life", null);
    assertThat(route(far, closed).outcome()).isEqualTo(RoutingOutcome.OUTSIDE_AREA);
    assertThat(route(need("physiotherapy"), closed).outcome())
        .isEqualTo(RoutingOutcome.REFERRAL_REQUIRED);
    assertThat(route(need("physiotherapy"), closed.referred()).outcome())
        .isEqualTo(RoutingOutcome.ROUTED);
  }

  @Test
  void theNearestPlaceIsTaken_byPositionOrElseByHowCodesBegin() {
    Need northern = new Need("physiotherapy", null, "M2N 7Z7", null, null);
    assertThat(route(northern, PHYSIO).place()).isEqualTo(NORTH);
    RouteInquiry knowing =
        new RouteInquiry(new PostalCodes(Map.of("M9", new Position(43.66, -79.39))));
    Need known = new Need("physiotherapy", null, "M9A 1A1", null, null);
    assertThat(knowing.route(known, List.of(PHYSIO), Situation.QUIET).place()).isEqualTo(SOUTH);
  }

  @Test
  void ofEqualPlacesTheEarliestFreeTimeThenTheFewestWaitingDecide() {
    ServiceOffer other = offer("other", "physiotherapy", SOUTH);
    Situation busy =
        new Situation(Map.of(), Map.of("Organization/physio", 3, "Organization/other", 1));
    Need asked = new Need("physiotherapy", "south", null, null, null);
    assertThat(router.route(asked, List.of(PHYSIO, other), busy).offer()).isEqualTo(other);
    Situation free =
        new Situation(
            Map.of(RouteInquiry.slotKey(PHYSIO, SOUTH), Instant.parse("2027-03-01T15:00:00Z")),
            busy.waiting());
    assertThat(router.route(asked, List.of(PHYSIO, other), free).offer()).isEqualTo(PHYSIO);
  }

  @Test
  void theLanguageDecides_andNobodyIsTurnedAwayForIt() {
    ServiceOffer french = speaking(offer("francais", "physiotherapy", SOUTH), "fr");
    Need asked = new Need("physiotherapy", null, null, null, "fr-CA");
    assertThat(route(asked, PHYSIO, french).offer()).isEqualTo(french);
    Need other = new Need("physiotherapy", null, null, null, "uk");
    assertThat(route(other, PHYSIO, french).outcome()).isEqualTo(RoutingOutcome.ROUTED);
  }

  @Test
  void withoutAServiceOneThatStandsAloneIsMeant_andAmongSeveralAPersonAsks() {
    assertThat(route(need(null), EYES).offer()).isEqualTo(EYES);
    assertThat(route(need(null), PHYSIO, EYES).outcome()).isEqualTo(RoutingOutcome.UNROUTED);
    assertThat(route(need(null)).outcome()).isEqualTo(RoutingOutcome.UNROUTED);
  }

  /** The order in which services come from the store decides nothing. */
  @Property
  void theOrderOfTheCatalogueDecidesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    List<ServiceOffer> offers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ServiceOffer offer =
          offer("s" + i, i % 2 == 0 ? "physiotherapy" : "optometry", i % 3 == 0 ? NORTH : SOUTH);
      offers.add(random.nextBoolean() ? insured(offer, "sun life") : offer);
    }
    Need need =
        new Need(
            random.nextBoolean() ? "physiotherapy" : null,
            null,
            random.nextBoolean() ? "M2N" : null,
            random.nextBoolean() ? "sun life" : "other",
            null);
    Routing first = router.route(need, offers, Situation.QUIET);
    Collections.shuffle(offers, random);
    Routing second = router.route(need, offers, Situation.QUIET);

    assertThat(second.outcome()).isEqualTo(first.outcome());
    if (first.outcome() == RoutingOutcome.ROUTED) {
      assertThat(second.offer()).isEqualTo(first.offer());
      assertThat(second.place()).isEqualTo(first.place());
    }
  }
}
