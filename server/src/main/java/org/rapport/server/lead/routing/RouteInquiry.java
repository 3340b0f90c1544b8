package org.rapport.server.lead.routing;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.rapport.server.lead.routing.Routing.Rule;
import org.rapport.server.words.Languages;
import org.rapport.terminology.RoutingOutcome;

/**
 * Routes by the catalogue alone: what is offered, where, under which insurance, to whom; then the
 * nearest place with the earliest free time and the least waiting. It never reads what somebody
 * wrote about their health. Pure.
 */
public final class RouteInquiry {
  private static final String PASS = "pass";
  private static final String REFUSE = "refuse";
  private static final String NOT_ASKED = "not-asked";

  private final PostalCodes postalCodes;

  public RouteInquiry(PostalCodes postalCodes) {
    this.postalCodes = postalCodes;
  }

  /**
   * What changes from hour to hour.
   *
   * @param free start of the earliest free Slot by {@link #slotKey}
   * @param waiting inquiries without an answer, by owner
   */
  public record Situation(Map<String, Instant> free, Map<String, Integer> waiting) {
    public static final Situation QUIET = new Situation(Map.of(), Map.of());
  }

  /** The key of a service at a place. */
  public static String slotKey(ServiceOffer offer, Place place) {
    return offer.id() + "@" + place.id();
  }

  private record Candidate(ServiceOffer offer, Place place) {}

  /** Decides. */
  public Routing route(Need need, List<ServiceOffer> catalogue, Situation situation) {
    List<Rule> rules = new ArrayList<>();
    if (catalogue.isEmpty()) {
      rules.add(new Rule("service", NOT_ASKED, "the catalogue has no active service"));
      return new Routing(RoutingOutcome.UNROUTED, null, null, List.copyOf(rules));
    }
    List<ServiceOffer> offers = catalogue;
    if (need.service() == null) {
      rules.add(new Rule("service", NOT_ASKED, "none was asked for"));
    } else {
      String asked = normal(need.service());
      offers = catalogue.stream().filter(offer -> offer.words().contains(asked)).toList();
      if (offers.isEmpty()) {
        rules.add(new Rule("service", REFUSE, "no active service is of this type"));
        return new Routing(RoutingOutcome.SERVICE_NOT_OFFERED, null, null, List.copyOf(rules));
      }
      rules.add(new Rule("service", PASS, offers.size() + " of this type"));
    }
    boolean chosen = need.service() != null;
    List<ServiceOffer> left = offers;
    left =
        keep(
            left,
            offer -> insured(offer, need.insurance()),
            "insurance",
            need.insurance(),
            chosen,
            rules);
    if (left.isEmpty()) {
      return refused(RoutingOutcome.INSURANCE_NOT_ACCEPTED, offers, rules);
    }
    offers = left;
    left =
        keep(
            left,
            offer -> inArea(offer, need.postalCode()),
            "area",
            need.postalCode(),
            chosen,
            rules);
    if (left.isEmpty()) {
      return refused(RoutingOutcome.OUTSIDE_AREA, offers, rules);
    }
    offers = left;
    left = keep(left, offer -> !offer.referral(), "referral", "", chosen, rules);
    if (left.isEmpty()) {
      return refused(RoutingOutcome.REFERRAL_REQUIRED, offers, rules);
    }
    return choose(need, left, situation, rules);
  }

  // Where nobody asked for a service, one that does not fit is no reason to say no.
  private static List<ServiceOffer> keep(
      List<ServiceOffer> offers,
      Predicate<ServiceOffer> fits,
      String name,
      String asked,
      boolean chosen,
      List<Rule> rules) {
    if (asked == null) {
      rules.add(new Rule(name, NOT_ASKED, "not answered"));
      return offers;
    }
    List<ServiceOffer> left = offers.stream().filter(fits).toList();
    if (left.isEmpty() && !chosen) {
      rules.add(new Rule(name, NOT_ASKED, "no service fits, and none was asked for"));
      return offers;
    }
    rules.add(
        new Rule(
            name,
            left.isEmpty() ? REFUSE : PASS,
            left.size() + " of " + offers.size() + " services fit"));
    return left;
  }

  private static Routing refused(
      RoutingOutcome outcome, List<ServiceOffer> offers, List<Rule> rules) {
    ServiceOffer offer = offers.get(0);
    Place place = offer.places().isEmpty() ? null : offer.places().get(0);
    return new Routing(outcome, offer, place, List.copyOf(rules));
  }

  private static boolean insured(ServiceOffer offer, String insurance) {
    return offer.insurances().isEmpty()
        || insurance != null && offer.insurances().contains(normal(insurance));
  }

  private static boolean inArea(ServiceOffer offer, String postalCode) {
    return offer.areas().isEmpty()
        || offer.areas().stream().anyMatch(PostalCodes.normal(postalCode)::startsWith);
  }

  private Routing choose(
      Need need, List<ServiceOffer> offers, Situation situation, List<Rule> rules) {
    List<Candidate> candidates = new ArrayList<>();
    for (ServiceOffer offer : offers) {
      offer.places().forEach(place -> candidates.add(new Candidate(offer, place)));
      if (offer.places().isEmpty()) {
        candidates.add(new Candidate(offer, null));
      }
    }
    List<Candidate> left = candidates;
    left = prefer(left, need.location(), "location", c -> at(c, need.location()), rules);
    left =
        prefer(left, need.language(), "language", c -> speaks(c.offer(), need.language()), rules);
    boolean several =
        left.stream().map(Candidate::offer).map(ServiceOffer::code).distinct().count() > 1;
    if (need.service() == null && several) {
      rules.add(new Rule("choice", NOT_ASKED, "several services would do: a person asks"));
      Place place = need.location() == null ? null : left.get(0).place();
      return new Routing(RoutingOutcome.UNROUTED, null, place, List.copyOf(rules));
    }
    Comparator<Candidate> order =
        Comparator.comparingDouble((Candidate c) -> distance(c, need.postalCode()))
            .thenComparing(
                c -> c.place() == null ? null : situation.free().get(slotKey(c.offer(), c.place())),
                Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(c -> situation.waiting().getOrDefault(owner(c), 0))
            .thenComparing(c -> c.offer().id())
            .thenComparing(c -> c.place() == null ? "" : String.valueOf(c.place().id()));
    Candidate best = left.stream().min(order).orElseThrow();
    rules.add(
        new Rule(
            "choice",
            PASS,
            "of "
                + left.size()
                + " the nearest ("
                + judged(best, need.postalCode())
                + "), then the earliest free time, then the fewest waiting: "
                + situation.waiting().getOrDefault(owner(best), 0)
                + " wait there"));
    return new Routing(RoutingOutcome.ROUTED, best.offer(), best.place(), List.copyOf(rules));
  }

  private static String owner(Candidate candidate) {
    return candidate.offer().owner() == null ? "" : candidate.offer().owner();
  }

  private static List<Candidate> prefer(
      List<Candidate> candidates,
      String asked,
      String name,
      Predicate<Candidate> fits,
      List<Rule> rules) {
    if (asked == null) {
      rules.add(new Rule(name, NOT_ASKED, "not answered"));
      return candidates;
    }
    List<Candidate> left = candidates.stream().filter(fits).toList();
    rules.add(
        new Rule(
            name,
            PASS,
            left.isEmpty()
                ? "none fits, so it decides nothing"
                : left.size() + " of " + candidates.size() + " fit"));
    return left.isEmpty() ? candidates : left;
  }

  private static boolean at(Candidate candidate, String location) {
    return candidate.place() != null && location.equals(candidate.place().id());
  }

  private static boolean speaks(ServiceOffer offer, String language) {
    return offer.languages().contains(Languages.base(language));
  }

  private double distance(Candidate candidate, String postalCode) {
    Place place = candidate.place();
    return place == null
        ? 0
        : postalCodes.distance(postalCode, place.position(), place.postalCode());
  }

  private String judged(Candidate candidate, String postalCode) {
    Place place = candidate.place();
    return place == null
        ? "it is at no place"
        : postalCodes.judged(postalCode, place.position(), place.postalCode());
  }

  /** Codes and names as they are compared: small letters, no accents, single spaces. */
  public static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ")
        .strip();
  }
}
