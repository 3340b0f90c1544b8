package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;

/** However the network shuffles and repeats messages, the newest one is what counts. */
class MessageOrderPropertyTest {

  private static final DateTimeFormatter DTM =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ").withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("2026-11-20T08:00:00Z");

  /** One message: its event, and the hour of the visit it carries. */
  record Step(String event, int hour) {}

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void endsInTheVisitOfTheNewestMessage(
      @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = 0) long seed) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      messages.add(message(steps.get(i), i));
    }
    List<byte[]> delivery = shuffledWithRepeats(messages, new Random(seed));
    IntakeFixture fixture = new IntakeFixture();

    delivery.forEach(raw -> assertThat(fixture.send(raw)).contains("\rMSA|AA|"));

    Step newest = steps.get(steps.size() - 1);
    assertThat(fixture.status()).isEqualTo(status(newest.event()));
    assertThat(fixture.start()).isEqualTo(visitStart(newest));
    assertThat(fixture.participantTypes()).containsExactly("Patient", "Location", "Practitioner");
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> events = Arbitraries.of("S12", "S13", "S14", "S15", "S26");
    Arbitrary<Integer> hours = Arbitraries.integers().between(8, 17);
    return Combinators.combine(events, hours).as(Step::new).list().ofMinSize(1).ofMaxSize(7);
  }

  private static byte[] message(Step step, int position) {
    return TestMessages.siu(step.event())
        .at(DTM.format(FIRST.plusSeconds(position)))
        .with("MSH", 10, "M" + position)
        .with("TQ1", 7, DTM.format(visitStart(step)))
        .with("TQ1", 8, "")
        .status(filler(step.event()))
        .bytes();
  }

  private static List<byte[]> shuffledWithRepeats(List<byte[]> messages, Random random) {
    List<byte[]> delivery = new ArrayList<>(messages);
    messages.stream().filter(m -> random.nextBoolean()).forEach(delivery::add);
    java.util.Collections.shuffle(delivery, random);
    return delivery;
  }

  private static Instant visitStart(Step step) {
    return Instant.parse("2026-12-08T00:00:00Z").plus(Duration.ofHours(step.hour()));
  }

  private static String filler(String event) {
    return event.equals("S15") ? "Cancelled" : event.equals("S26") ? "Noshow" : "Booked";
  }

  private static String status(String event) {
    return event.equals("S15") ? "cancelled" : event.equals("S26") ? "noshow" : "booked";
  }
}
