package org.rapport.server.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rapport.server.embedded.demo.DemoMessages.DemoMessage;

/** The demo's messages fit the moment and the clinic, and all of them are played. */
class DemoMessagesTest {

  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2027-03-01T15:07:00Z"), TORONTO);

  private final DemoTimes times = new DemoTimes(CLOCK, TORONTO);
  private final List<DemoMessage> messages = new DemoMessages(CLOCK, TORONTO).load();

  @Test
  void visitTimes_areDaysFromTodayAtAWallClockTime() {
    assertThat(times.render("a|@{+10d 09:30}|b")).isEqualTo("a|20270311093000|b");
    assertThat(times.render("@{-1d 10:00}")).isEqualTo("20270228100000");
    assertThat(times.render("@{+9d 15:00 America/Vancouver}")).isEqualTo("20270310150000-0800");
  }

  @Test
  void wallClockTimeInAZone_hasTheOffsetOfItsDay() {
    assertThat(times.render("@{+20d 09:30 America/Toronto}")).isEqualTo("20270321093000-0400");
  }

  @Test
  void todayIsTheClinicsDay_notTheDayOfUtc() {
    Clock evening = Clock.fixed(Instant.parse("2027-03-02T03:00:00Z"), ZoneId.of("UTC"));

    assertThat(new DemoTimes(evening, TORONTO).render("@{+1d 09:30}")).isEqualTo("20270302093000");
  }

  @Test
  void now_hasTheClinicsOffset() {
    assertThat(times.render("@{now}")).isEqualTo("20270301100700-0500");
    assertThat(times.render("@{now-30m}")).isEqualTo("20270301093700-0500");
    assertThat(times.render("@{now+5m}")).isEqualTo("20270301101200-0500");
  }

  @Test
  void anyOtherPlaceholder_isAnError() {
    assertThatThrownBy(() -> times.render("@{tomorrow}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("@{tomorrow}");
  }

  @Test
  void everyFileIsPlayedOnce_inTheOrderOfItsNumber() throws IOException, URISyntaxException {
    Path folder = Path.of(DemoMessages.class.getResource("/rapport-demo/siu").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(messages)
          .extracting(DemoMessage::name)
          .containsExactlyElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".hl7"))
                  .map(name -> name.replace(".hl7", ""))
                  .sorted()
                  .toList());
    }
  }

  @Test
  void messagesAreSegmentsEndedByCarriageReturns_withoutPlaceholders() {
    assertThat(messages)
        .allSatisfy(
            message -> assertThat(message.er7()).endsWith("\r").doesNotContain("\n", "@{", "\r\r"));
  }

  @Test
  void everyPatientHasABooking_andBadMessagesCloseTheList() {
    List<DemoMessage> bookings = messages.subList(0, 20);
    assertThat(IntStream.rangeClosed(1, 20).mapToObj(n -> "|MRN-%04d^".formatted(n)))
        .allSatisfy(mrn -> assertThat(bookings).filteredOn(m -> m.er7().contains(mrn)).hasSize(1));
    assertThat(bookings)
        .allSatisfy(m -> assertThat(m.er7()).contains("|DEMO|CLINIC|", "SIU^S12", "|2.5.1|"));
    assertThat(messages.get(24).er7()).contains("SIU^S12").doesNotContain("PID|");
    assertThat(messages.get(25).er7()).doesNotContain("MSH");
  }

  @Test
  void updatesAreNewerThanTheBookingsTheyChange() {
    assertThat(messages.get(2).er7()).contains("|20270301093700-0500|", "V-2003");
    assertThat(messages.get(20).er7())
        .contains("|20270301094700-0500|", "V-2003", "SIU^S13", "20270316084500");
  }

  @Test
  void sameClock_givesTheSameMessages() {
    assertThat(new DemoMessages(CLOCK, TORONTO).load()).isEqualTo(messages);
  }
}
