package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** Hours in which a patient wants nothing narrow those of the rows, and never widen them. */
class OwnHoursTest {
  private final Gate gate = new Gate(CivilTime.installed(), TestPolicy.shipped());

  private static TestQuestions care(String from, String until) {
    return TestQuestions.message(OutreachPurpose.CARE)
        .contacts(
            TestContacts.reachable()
                .quiet(List.of(new OwnHours(LocalTime.parse(from), LocalTime.parse(until)))));
  }

  /** In Toronto, four hours behind UTC in May. */
  private static Instant at(String local) {
    return Instant.parse("2027-05-" + local + ":00-04:00");
  }

  @Test
  void withinThemAMessageWaitsForTheirEnd() {
    assertThat(gate.judge(care("12:00", "14:30").ask(), at("05T12:00")))
        .isEqualTo(new Verdict.Defer(at("05T14:30")));
    assertThat(gate.judge(care("12:00", "14:30").ask(), at("05T11:59")))
        .isInstanceOf(Verdict.Release.class);
    assertThat(gate.judge(care("12:00", "14:30").ask(), at("05T14:30")))
        .isInstanceOf(Verdict.Release.class);
  }

  @Test
  void overnightTheyMoveTheMorning() {
    assertThat(gate.judge(care("18:00", "11:00").ask(), at("05T18:00")))
        .isEqualTo(new Verdict.Defer(at("06T11:00")));
    assertThat(gate.judge(care("18:00", "11:00").ask(), at("06T09:30")))
        .isEqualTo(new Verdict.Defer(at("06T11:00")));
    assertThat(gate.judge(care("18:00", "11:00").ask(), at("06T17:59")))
        .isInstanceOf(Verdict.Release.class);
  }

  @Test
  void theHoursOfTheRowsHoldBesides() {
    assertThat(gate.judge(care("12:00", "21:00").ask(), at("05T13:00")))
        .isEqualTo(new Verdict.Defer(at("06T09:00")));
  }

  @Test
  void whoWantsNothingAtAnyHourGetsNothing() {
    assertThat(gate.judge(care("08:00", "20:30").ask(), at("05T13:00")))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.QUIET_HOURS_EXPIRED));
  }

  @Test
  void whatAnswersThePatientComesAtOnce() {
    TestQuestions answer =
        TestQuestions.message(OutreachPurpose.ACKNOWLEDGEMENT)
            .contacts(
                TestContacts.reachable()
                    .quiet(List.of(new OwnHours(LocalTime.of(12, 0), LocalTime.of(14, 0)))))
            .due(at("05T13:00"));

    assertThat(gate.judge(answer.ask(), at("05T13:14"))).isInstanceOf(Verdict.Release.class);
    assertThat(gate.judge(answer.ask(), at("05T13:15")))
        .isEqualTo(new Verdict.Defer(at("05T14:00")));
  }

  @Test
  void formsAreReadStrictly() {
    assertThat(OwnHours.read("", " ")).isEmpty();
    assertThat(OwnHours.read("20:00", "09:00"))
        .contains(new OwnHours(LocalTime.of(20, 0), LocalTime.of(9, 0)));
    for (String[] bad :
        new String[][] {{"20:00", ""}, {"9", "10"}, {"25:00", "10:00"}, {"10:00", "10:00"}}) {
      assertThatThrownBy(() -> OwnHours.read(bad[0], bad[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
