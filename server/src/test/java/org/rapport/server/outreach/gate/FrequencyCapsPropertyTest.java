package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * Whatever is planned for a patient and in whatever order it is asked: what the gate lets out stays
 * under the caps of the policy, counted here once more from the policy's words.
 */
class FrequencyCapsPropertyTest {
  private static final Instant BASE = Instant.parse("2027-03-10T00:00:00Z");
  private static final ZoneId ZONE = TestQuestions.TORONTO;

  private final Gate gate = new Gate(CivilTime.installed(), TestPolicy.shipped());

  @Property(tries = 500)
  void neverMoreThanTwoADay_fiveInSevenDays_andOneOfOutreach(
      @ForAll("messages") List<Tuple2<OutreachPurpose, Integer>> messages) {
    List<Traffic.Item> open = new ArrayList<>();
    messages.forEach(
        message ->
            open.add(
                new Traffic.Item(message.get1(), BASE.plus(Duration.ofMinutes(message.get2())))));
    List<Traffic.Item> sent = new ArrayList<>();
    for (int asked = 0; !open.isEmpty() && asked < 500; asked++) {
      open.sort(Comparator.comparing(Traffic.Item::at));
      Traffic.Item next = open.remove(0);
      Verdict verdict =
          gate.judge(
              TestQuestions.message(next.purpose())
                  .contacts(
                      TestContacts.reachable(
                          TestContacts.verified(Set.of(), Set.of(), "2027-01-01T00:00:00Z")))
                  .due(BASE)
                  .after(new Traffic(List.copyOf(sent), List.copyOf(open)))
                  .ask(),
              next.at());
      if (verdict instanceof Verdict.Release) {
        sent.add(next);
      } else if (verdict instanceof Verdict.Defer defer) {
        assertThat(defer.until()).isAfter(next.at());
        open.add(new Traffic.Item(next.purpose(), defer.until()));
      }
    }
    assertThat(open).as("everything goes out in the end").isEmpty();
    assertThat(sent).hasSameSizeAs(messages);
    for (Traffic.Item one : sent) {
      assertThat(sent)
          .filteredOn(
              o -> o.at().atZone(ZONE).toLocalDate().equals(one.at().atZone(ZONE).toLocalDate()))
          .hasSizeLessThanOrEqualTo(2);
      List<Traffic.Item> week =
          sent.stream()
              .filter(o -> !o.at().isAfter(one.at()))
              .filter(o -> o.at().isAfter(one.at().minus(Duration.ofDays(7))))
              .toList();
      assertThat(week).hasSizeLessThanOrEqualTo(5);
      assertThat(week).filteredOn(o -> ofOutreach(o.purpose())).hasSizeLessThanOrEqualTo(1);
    }
  }

  private static boolean ofOutreach(OutreachPurpose purpose) {
    return purpose == OutreachPurpose.OUTREACH
        || purpose == OutreachPurpose.MARKETING
        || purpose == OutreachPurpose.REVIEW;
  }

  @Provide
  Arbitrary<List<Tuple2<OutreachPurpose, Integer>>> messages() {
    Arbitrary<OutreachPurpose> purposes =
        Arbitraries.of(OutreachPurpose.class)
            .filter(purpose -> purpose != OutreachPurpose.ACKNOWLEDGEMENT);
    return Combinators.combine(purposes, Arbitraries.integers().between(0, 10 * 24 * 60))
        .as(Tuple::of)
        .list()
        .ofMaxSize(10);
  }
}
