package org.rapport.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.lead.routing.PostalCodes;

/** Who of a batch is sent where. */
class ChoosePlacesTest {
  private static final Position NORTH = new Position(43.77, -79.41);
  private static final Position SOUTH = new Position(43.65, -79.38);

  private final ChoosePlaces places =
      new ChoosePlaces(new PostalCodes(Map.of("M2", NORTH, "M5", SOUTH)));

  private static Room room(String id, int seats, Position position) {
    return new Room(id, Instant.EPOCH, seats, position, null);
  }

  private static Map<String, String> people(String... codes) {
    Map<String, String> people = new LinkedHashMap<>();
    for (int i = 0; i < codes.length; i++) {
      people.put("p" + i, codes[i]);
    }
    return people;
  }

  @Test
  void everybodyGoesToTheNearest_untilItIsFull() {
    List<Room> rooms = List.of(room("north", 5, NORTH), room("south", 1, SOUTH));

    assertThat(places.choose(people("M5H 2N2", "M2N 1A1", "M5H 1A1"), rooms).values())
        .containsExactly("south", "north", "north");
  }

  @Test
  void whereNothingIsKnownOfTheWay_itIsThePlaceWithTheMostRoom() {
    List<Room> rooms = List.of(room("north", 2, NORTH), room("south", 3, SOUTH));

    assertThat(places.choose(people(null, null, null, null, null), rooms).values())
        .containsExactly("south", "north", "south", "north", "south");
  }

  @Test
  void aPlaceWithoutPositionIsAsNearAsItsPostalCode() {
    Room near = new Room("near", Instant.EPOCH, 1, null, "M5V 1A1");

    assertThat(places.choose(people("M5H 2N2"), List.of(room("north", 9, NORTH), near)))
        .containsEntry("p0", "near");
  }

  @Test
  void whenAllAreFullTheNearestTakesTheRest_andNobodyGoesAnywhereWithoutRooms() {
    List<Room> rooms = List.of(room("north", 1, NORTH), room("south", 0, SOUTH));

    assertThat(places.choose(people("M5H 2N2", "M5H 2N2"), rooms).values())
        .containsExactly("north", "south");
    assertThat(places.choose(people("M5H 2N2"), List.of())).isEmpty();
  }

  @Property
  void noPlaceGetsMoreThanItHasRoomFor_whileAnotherHasSome(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 9) Integer> seats,
      @ForAll @Size(max = 25) List<Boolean> north) {
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < seats.size(); i++) {
      rooms.add(room("r" + i, seats.get(i), i % 2 == 0 ? NORTH : SOUTH));
    }
    Map<String, String> chosen =
        places.choose(
            people(north.stream().map(n -> n ? "M2N 1A1" : "M5H 2N2").toArray(String[]::new)),
            rooms);

    assertThat(chosen).hasSize(north.size());
    boolean enough = seats.stream().mapToInt(Integer::intValue).sum() >= north.size();
    for (Room room : rooms) {
      long got = chosen.values().stream().filter(room.location()::equals).count();
      assertThat(enough ? got <= room.seats() : got >= room.seats()).isTrue();
    }
  }
}
