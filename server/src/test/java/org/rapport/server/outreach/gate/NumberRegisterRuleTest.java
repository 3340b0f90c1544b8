package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rapport.server.consent.Bases;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.NumberCheck;
import org.rapport.server.consent.NumberCheck.Answer;
import org.rapport.server.consent.TestChecks;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.console.ToldRules;
import org.rapport.server.outreach.gate.Gate.Examination;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** R12: outreach waits for the answer of a register of numbers; a reminder does not. */
class NumberRegisterRuleTest {
  /** A Wednesday. */
  private static final Instant NOON = Instant.parse("2027-05-05T16:00:00Z");

  private static final Route NUMBER = new Route(Channel.SMS, TestContacts.MOBILE);
  private static final LocalDate CONSENT = LocalDate.of(2027, 1, 1);

  private final Gate gate = gate(true);

  private static Gate gate(boolean register) {
    return new Gate(CivilTime.installed(), TestPolicy.shipped(), Map.of(), register);
  }

  private static ContactBook book() {
    return new ContactBook(
        List.of(TestContacts.mobile(TestContacts.MOBILE)),
        List.of(TestContacts.verified(Set.of(), Set.of(), CONSENT + "T12:00:00Z")),
        "US",
        new Bases(TestPolicy.shipped(), new Jurisdiction("US", "NY"), TestQuestions.TORONTO));
  }

  private static ContactBook said(Answer answer, Duration ago) {
    return TestChecks.checked(
        book(), NUMBER, new NumberCheck(answer, CONSENT, NOON.minus(ago), "ref-1"));
  }

  private static TestQuestions outreach(OutreachPurpose purpose) {
    return TestQuestions.message(purpose).in("US", "NY");
  }

  private Examination examine(OutreachPurpose purpose, ContactBook book) {
    Examination said = gate.examine(outreach(purpose).contacts(book).ask(), NOON);
    ToldRules.areTold(said.rules());
    return said;
  }

  private static Optional<RuleResult> rule(Examination said) {
    return said.rules().stream().filter(one -> one.rule().equals("number-register")).findFirst();
  }

  @ParameterizedTest
  @EnumSource(names = {"SURVEY", "OUTREACH", "REVIEW"})
  void outreachWaits_andItsNumberIsToBeAskedAbout(OutreachPurpose purpose) {
    Examination said = examine(purpose, book());

    assertThat(said.verdict()).isEqualTo(new Verdict.Defer(NOON.plus(Duration.ofMinutes(15))));
    assertThat(said.unasked()).contains(NUMBER);
    assertThat(rule(said).orElseThrow().source()).contains("R12", "unverified");
    assertThat(said.rules().toString()).doesNotContain(TestContacts.MOBILE);
  }

  @ParameterizedTest
  @EnumSource(names = {"APPOINTMENT", "CARE"})
  void whatRestsOnTheRelationshipGoes_andIsAskedAboutAllTheSame(OutreachPurpose purpose) {
    Examination said = examine(purpose, book());

    assertThat(said.verdict()).isInstanceOf(Verdict.Release.class);
    assertThat(said.unasked()).contains(NUMBER);
    assertThat(rule(said).orElseThrow().detail()).contains("no answer");
  }

  @Test
  void anAnswerHoldsForThirtyDays() {
    for (Answer answer : EnumSet.of(Answer.NO, Answer.NO_DATA)) {
      Examination fresh =
          examine(OutreachPurpose.SURVEY, said(answer, Duration.ofDays(30).minusSeconds(1)));
      assertThat(fresh.verdict()).isInstanceOf(Verdict.Release.class);
      assertThat(fresh.unasked()).isEmpty();
      assertThat(rule(fresh).orElseThrow().detail())
          .contains("said " + answer.code(), CONSENT.toString(), "ref-1");

      Examination stale = examine(OutreachPurpose.SURVEY, said(answer, Duration.ofDays(30)));
      assertThat(stale.verdict()).isInstanceOf(Verdict.Defer.class);
      assertThat(stale.unasked()).contains(NUMBER);
    }
  }

  @Test
  void yesIsAsIfTheNumberHadSaidSo_untilThePatientIsKnownToHaveItAgain() {
    ContactBook gone = said(Answer.YES, Duration.ofDays(40));

    for (OutreachPurpose purpose : List.of(OutreachPurpose.SURVEY, OutreachPurpose.APPOINTMENT)) {
      Examination said = examine(purpose, gone);
      assertThat(said.verdict()).isEqualTo(new Verdict.Refuse(NotDoneReason.NUMBER_REASSIGNED));
      assertThat(said.unasked()).isEmpty();
    }

    ContactBook again =
        TestChecks.checked(
            new ContactBook(
                book().contacts(),
                List.of(TestContacts.verified(Set.of(), Set.of(), "2027-05-04T12:00:00Z")),
                "US",
                book().bases()),
            NUMBER,
            new NumberCheck(Answer.YES, CONSENT, NOON.minus(Duration.ofDays(3)), null));
    Examination said = examine(OutreachPurpose.APPOINTMENT, again);
    assertThat(said.verdict()).isInstanceOf(Verdict.Release.class);
    assertThat(said.unasked()).as("the yes was about the time before").contains(NUMBER);
  }

  @Test
  void aMessageDoesNotWaitLongerThanItIsOfUse() {
    Instant end = NOON.plusSeconds(60);

    assertThat(
            gate.judge(
                outreach(OutreachPurpose.SURVEY).contacts(book()).usefulUntil(end).ask(), NOON))
        .isEqualTo(new Verdict.Defer(end));
  }

  @Test
  void whereNoRowSpeaksOrNoRegisterIsSetUp_nobodyIsAsked() {
    Examination without =
        gate(false).examine(outreach(OutreachPurpose.SURVEY).contacts(book()).ask(), NOON);
    Examination canada =
        gate.examine(
            TestQuestions.message(OutreachPurpose.SURVEY).in("CA", "ON").contacts(book()).ask(),
            NOON);

    for (Examination said : List.of(without, canada)) {
      assertThat(said.verdict()).isInstanceOf(Verdict.Release.class);
      assertThat(said.unasked()).isEmpty();
      assertThat(rule(said)).isEmpty();
    }
  }
}
