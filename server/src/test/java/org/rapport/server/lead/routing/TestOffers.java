package org.rapport.server.lead.routing;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.sensitivity.Sensitivity;

/** Services and places for routing. */
final class TestOffers {
  static final ZoneId TORONTO = ZoneId.of("America/Toronto");

  private TestOffers() {}

  static Place place(String id, String postalCode, Position position) {
    return new Place(
        id, id, TORONTO, postalCode, position, BusinessHours.usual(TORONTO), "Organization/" + id);
  }

  static ServiceOffer offer(String id, String word, Place... places) {
    return new ServiceOffer(
        id,
        word,
        word,
        Set.of(word),
        Set.of(),
        false,
        null,
        Set.of("en"),
        "Organization/" + id,
        List.of(places),
        Set.of(),
        Sensitivity.NONE,
        true,
        30);
  }

  static ServiceOffer insured(ServiceOffer offer, String... insurances) {
    return with(offer, Set.of(insurances), offer.referral(), offer.languages(), offer.areas());
  }

  static ServiceOffer byReferral(ServiceOffer offer) {
    return with(offer, offer.insurances(), true, offer.languages(), offer.areas());
  }

  static ServiceOffer speaking(ServiceOffer offer, String... languages) {
    return with(offer, offer.insurances(), offer.referral(), Set.of(languages), offer.areas());
  }

  static ServiceOffer serving(ServiceOffer offer, String... areas) {
    return with(offer, offer.insurances(), offer.referral(), offer.languages(), Set.of(areas));
  }

  private static ServiceOffer with(
      ServiceOffer offer,
      Set<String> insurances,
      boolean referral,
      Set<String> languages,
      Set<String> areas) {
    return new ServiceOffer(
        offer.id(),
        offer.name(),
        offer.code(),
        offer.words(),
        insurances,
        referral,
        offer.referralMethod(),
        languages,
        offer.owner(),
        offer.places(),
        areas,
        offer.sensitivity(),
        offer.plain(),
        offer.capacity());
  }
}
