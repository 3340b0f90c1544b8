package org.rapport.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rapport.server.campaign.CampaignPlaces.Site;
import org.rapport.server.campaign.Pace.Outlook;
import org.rapport.server.capacity.Capacity.OpenShifts;
import org.rapport.server.capacity.Capacity.Standing;
import org.rapport.server.config.CampaignSettings;

/** When a campaign goes slowly, and where there is room. */
class PaceTest {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final Site SITE = new Site(null, "M5H 2N2");
  private static final CampaignSettings SETTINGS =
      new CampaignSettings(100, Duration.ofMinutes(10), 600, Duration.ofDays(14), 2);

  private static Standing standing(String location, int days, int free, int waiting) {
    return new Standing(
        location,
        true,
        free == 0 ? null : NOW.plus(Duration.ofDays(days)),
        free,
        new OpenShifts(0, BigDecimal.ZERO),
        0,
        waiting);
  }

  private static List<Room> rooms(Standing... places) {
    return Pace.rooms(
        List.of(places), Map.of("harbour", SITE, "hill", SITE, "pier", SITE), SETTINGS, NOW);
  }

  private static Outlook anywhere(Standing total, Standing... places) {
    return Pace.anywhere(total, List.of(places), rooms(places), SETTINGS, NOW);
  }

  @Test
  void thereIsRoomWhereATimeIsFreeSoon_andNotTooManyAsk() {
    List<Room> rooms =
        rooms(standing("harbour", 14, 3, 2), standing("hill", 15, 3, 0), standing("pier", 1, 1, 3));

    assertThat(rooms).extracting(Room::location, Room::seats).containsExactly(tuple("harbour", 4));
    assertThat(rooms(standing("hill", 1, 0, 0))).isEmpty();
    assertThat(rooms(standing("hill", 1, 1, 2))).extracting(Room::seats).containsExactly(0);
  }

  @Test
  void itGoesAtItsRateWhileOnePlaceHasRoom_alsoWhereAllTogetherHaveTooLittle() {
    Outlook outlook =
        anywhere(standing(null, 1, 2, 9), standing("harbour", 1, 1, 9), standing("hill", 2, 1, 0));

    assertThat(outlook.slow()).isEmpty();
    assertThat(outlook.rooms()).extracting(Room::location).containsExactly("hill");
  }

  @Test
  void itGoesSlowlyWhereNoPlaceHasRoom_andSaysSo() {
    assertThat(anywhere(standing(null, 0, 0, 1), standing("hill", 0, 0, 1)).slow())
        .contains("No place has room. No time is free in the next four weeks");
    assertThat(anywhere(standing(null, 1, 2, 3), standing("hill", 1, 2, 5)).slow())
        .get()
        .asString()
        .startsWith("No place has room. At each");
  }

  @Test
  void timesAtNoPlaceAreRoomToo() {
    assertThat(anywhere(standing(null, 1, 2, 0), standing("hill", 0, 0, 0)).slow()).isEmpty();
    assertThat(anywhere(standing(null, 1, 2, 0))).isEqualTo(Outlook.USUAL);
  }

  @Test
  void whereItsPlaceIsFullItNamesAnotherThatHasRoom_andStays() {
    Standing full = standing("harbour", 1, 1, 3);
    List<Room> rooms = rooms(full, standing("hill", 2, 1, 0), standing("pier", 2, 3, 0));

    Outlook outlook = Pace.there(full, rooms, SETTINGS, NOW);

    assertThat(outlook.rooms()).isEmpty();
    assertThat(outlook.slow())
        .contains("3 ask for 1 free times, more than 2.0 for each. There is room at Location/pier");
    assertThat(Pace.there(full, rooms(full), SETTINGS, NOW).slow().orElseThrow())
        .doesNotContain("Location/");
    assertThat(Pace.there(standing("hill", 2, 1, 0), rooms, SETTINGS, NOW).slow()).isEmpty();
  }
}
