package org.rapport.server.campaign;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.lead.routing.PostalCodes;

/**
 * Sends each recipient of a batch to the nearest place with room, as inquiries are routed; where
 * nothing is known of the way, to the one with the most room. No place gets more than it has room
 * for while another has some. Pure.
 */
final class ChoosePlaces {
  private final PostalCodes codes;

  ChoosePlaces(PostalCodes codes) {
    this.codes = codes;
  }

  /**
   * The location of each.
   *
   * @param recipients postal codes by patient, in their order; null for one without
   * @param rooms none: nobody is sent anywhere
   */
  Map<String, String> choose(Map<String, String> recipients, List<Room> rooms) {
    Map<String, String> chosen = new LinkedHashMap<>();
    if (rooms.isEmpty()) {
      return chosen;
    }
    Map<String, Integer> left = new HashMap<>();
    rooms.forEach(room -> left.put(room.location(), room.seats()));
    recipients.forEach(
        (patient, code) -> {
          List<Room> open = rooms.stream().filter(room -> left.get(room.location()) > 0).toList();
          String location =
              (open.isEmpty() ? rooms : open)
                  .stream()
                      .min(
                          Comparator.comparingDouble((Room room) -> distance(code, room))
                              .thenComparing(room -> -left.get(room.location()))
                              .thenComparing(Room::location))
                      .orElseThrow()
                      .location();
          left.merge(location, -1, Integer::sum);
          chosen.put(patient, location);
        });
    return chosen;
  }

  private double distance(String code, Room room) {
    return codes.distance(code, room.position(), room.postalCode());
  }
}
