package org.rapport.server.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.campaign.CampaignPlaces.Site;
import org.rapport.server.capacity.Capacity;
import org.rapport.server.capacity.Capacity.Standing;
import org.rapport.server.config.CampaignSettings;
import org.springframework.stereotype.Component;

/**
 * Whether a campaign about a service is to go slowly, as who follows it would wait too long, and
 * where there is room. One about no service, or about one whose times are not known, goes as it
 * does.
 */
@Component
class Pace {
  /** A slow campaign hands out so much of itself, and then waits so long. */
  static final Duration SLOW = Duration.ofHours(1);

  private final Capacity capacity;
  private final CampaignPlaces places;
  private final CampaignSettings settings;

  Pace(Capacity capacity, CampaignPlaces places, CampaignSettings settings) {
    this.capacity = capacity;
    this.places = places;
    this.settings = settings;
  }

  /**
   * How a campaign goes.
   *
   * @param slow why it goes slowly; empty when it does not
   * @param rooms where its recipients may be sent; none for one that names its place
   */
  record Outlook(Optional<String> slow, List<Room> rooms) {
    static final Outlook USUAL = new Outlook(Optional.empty(), List.of());
  }

  /** How it goes now: three queries, however many places there are. */
  Outlook look(Campaign campaign, Instant now) {
    if (campaign.service() == null) {
      return Outlook.USUAL;
    }
    List<String> asked = new ArrayList<>();
    asked.add(campaign.location());
    asked.addAll(capacity.locations(campaign.service()));
    List<Standing> standings = capacity.standings(campaign.service(), asked, now);
    Map<String, Site> sites = places.sites(asked.subList(1, asked.size()));
    List<Standing> each =
        standings.stream().skip(1).filter(one -> sites.containsKey(one.location())).toList();
    List<Room> rooms = rooms(each, sites, settings, now);
    Standing whole = standings.get(0);
    return campaign.location() == null
        ? anywhere(whole, each, rooms, settings, now)
        : there(whole, rooms, settings, now);
  }

  /** Those of some places that have room. */
  static List<Room> rooms(
      List<Standing> places, Map<String, Site> sites, CampaignSettings settings, Instant now) {
    return places.stream()
        .filter(place -> place.free() > 0 && slow(place, settings, now).isEmpty())
        .map(
            place ->
                new Room(
                    place.location(),
                    place.nextFree(),
                    Math.max(0, (int) (place.free() * settings.demand()) - place.asking()),
                    sites.get(place.location()).position(),
                    sites.get(place.location()).postalCode()))
        .toList();
  }

  /** Of one that stays at its place: another with room is named, for people to decide. */
  static Outlook there(Standing place, List<Room> rooms, CampaignSettings settings, Instant now) {
    String elsewhere =
        rooms.stream()
            .filter(room -> !room.location().equals(place.location()))
            .min(
                Comparator.comparing((Room room) -> -room.seats())
                    .thenComparing(Room::nextFree)
                    .thenComparing(Room::location))
            .map(room -> ". There is room at Location/" + room.location())
            .orElse("");
    return new Outlook(slow(place, settings, now).map(why -> why + elsewhere), List.of());
  }

  /** Of one that goes to where there is room. */
  static Outlook anywhere(
      Standing total,
      List<Standing> places,
      List<Room> rooms,
      CampaignSettings settings,
      Instant now) {
    Optional<String> slow = slow(total, settings, now);
    // Free times that are at no place, such as video visits, are room too.
    boolean placeless =
        places.stream().mapToInt(Standing::free).sum() < total.free() && slow.isEmpty();
    if (!rooms.isEmpty()) {
      return new Outlook(Optional.empty(), rooms);
    }
    if (places.isEmpty() || placeless || !total.scheduled()) {
      return new Outlook(slow, rooms);
    }
    return new Outlook(
        Optional.of(
            "No place has room. "
                + slow.orElse("At each more ask than it has free times, or the next is too far")),
        rooms);
  }

  /** Why a campaign about these times goes slowly; empty when it does not. */
  static Optional<String> slow(Standing standing, CampaignSettings settings, Instant now) {
    if (!standing.scheduled()) {
      return Optional.empty();
    }
    if (standing.nextFree() == null || standing.free() == 0) {
      return Optional.of("No time is free in the next four weeks");
    }
    Duration wait = Duration.between(now, standing.nextFree());
    if (wait.compareTo(settings.longestWait()) > 0) {
      return Optional.of(
          "The next free time is in %d days, more than %s"
              .formatted(wait.toDays(), settings.longestWait()));
    }
    if (standing.perFreeTime() > settings.demand()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d ask for %d free times, more than %s for each",
              standing.asking(),
              standing.free(),
              settings.demand()));
    }
    return Optional.empty();
  }
}
