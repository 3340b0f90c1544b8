package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rapport.server.consent.AddressState;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** The few answers that law or safety demand, and nothing besides, pass an opt-out. */
class GateAnswerTest {
  /** Three in the morning. */
  private static final Instant NIGHT = Instant.parse("2027-05-10T07:00:00Z");

  private static final Route MOBILE = new Route(Channel.SMS, TestContacts.MOBILE);
  private static final Set<AnswerKind> REQUIRED =
      Set.of(
          AnswerKind.OPT_OUT_CONFIRMATION,
          AnswerKind.OPT_OUT_OF_KIND_CONFIRMATION,
          AnswerKind.HELP,
          AnswerKind.CRISIS);

  private final Gate gate = new Gate(CivilTime.installed(), TestPolicy.shipped());

  @ParameterizedTest
  @EnumSource(AnswerKind.class)
  void afterAStopOnlyTheRequiredAnswersGo(AnswerKind kind) {
    Verdict verdict =
        gate.judge(
            TestQuestions.message(OutreachPurpose.ACKNOWLEDGEMENT)
                .due(NIGHT)
                .contacts(stopped())
                .answers(kind, TestContacts.MOBILE)
                .ask(),
            NIGHT);

    assertThat(verdict)
        .isEqualTo(
            REQUIRED.contains(kind)
                ? new Verdict.Release(MOBILE)
                : new Verdict.Refuse(NotDoneReason.OPTED_OUT));
  }

  @ParameterizedTest
  @EnumSource(
      value = OutreachPurpose.class,
      names = "ACKNOWLEDGEMENT",
      mode = EnumSource.Mode.EXCLUDE)
  void noOtherPurposePassesByCallingItselfAnAnswer(OutreachPurpose purpose) {
    Verdict verdict =
        gate.judge(
            TestQuestions.message(purpose)
                .contacts(stopped())
                .answers(AnswerKind.HELP, TestContacts.MOBILE)
                .ask(),
            NIGHT);

    assertThat(verdict).isEqualTo(new Verdict.Refuse(NotDoneReason.OPTED_OUT));
  }

  @Test
  void whileACrisisWaitsForAPersonOnlyRequiredAnswersGo() {
    TestQuestions help =
        TestQuestions.message(OutreachPurpose.ACKNOWLEDGEMENT)
            .due(NIGHT)
            .inCrisis()
            .answers(AnswerKind.CRISIS, TestContacts.MOBILE);
    Instant noon = Instant.parse("2027-05-10T16:00:00Z");

    assertThat(gate.judge(help.ask(), NIGHT)).isEqualTo(new Verdict.Release(MOBILE));
    assertThat(gate.judge(TestQuestions.reminder().inCrisis().ask(), noon))
        .isInstanceOf(Verdict.Defer.class);
  }

  private static ContactBook stopped() {
    ContactBook plain = TestContacts.reachable();
    return new ContactBook(
        plain.contacts(),
        List.of(),
        Map.of(MOBILE, new AddressState(Instant.parse("2027-05-01T00:00:00Z"), null, null)),
        plain.region(),
        List.of(),
        plain.bases());
  }
}
