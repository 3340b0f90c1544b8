package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.outreach.gate.TestPolicy;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/** Rules of law about permission, each under its number in the policy. */
class LawTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final Jurisdiction BRITISH_COLUMBIA = new Jurisdiction("CA", "BC");

  @ParameterizedTest
  @CsvSource({
    // the last day is allowed to its end, on the patient's calendar
    "implied-transaction, 2027-03-01T20:00:00Z, 2029-03-02T04:59:59Z, true",
    "implied-transaction, 2027-03-01T20:00:00Z, 2029-03-02T05:00:00Z, false",
    // six months from a day that February does not have: the last day of February
    "implied-inquiry, 2027-08-31T20:00:00Z, 2028-03-01T04:59:59Z, true",
    "implied-inquiry, 2027-08-31T20:00:00Z, 2028-03-01T05:00:00Z, false",
    // late in the evening it is the next day already in UTC, and not where the patient lives
    "implied-inquiry, 2027-04-02T02:00:00Z, 2027-10-02T03:59:59Z, true",
    "implied-inquiry, 2027-04-02T02:00:00Z, 2027-10-02T04:00:00Z, false",
  })
  void r18_impliedConsentEndsByCalendarMonthsOnThePatientsCalendar(
      String basis, String from, String now, boolean permitted) {
    assertThat(refusal(BRITISH_COLUMBIA, Channel.EMAIL, now, implied(basis, from)).isEmpty())
        .isEqualTo(permitted);
  }

  @Test
  void r18_beforeAnImpliedConsentEndsThePatientIsAsked_unlessSomethingElsePermits() {
    Decision inquiry = implied("implied-inquiry", "2027-08-31T20:00:00Z");
    Decision visit = implied("implied-transaction", "2027-08-31T20:00:00Z");
    Decision yes = TestContacts.permit(Set.of(), Set.of(), "2027-05-01T12:00:00Z");

    assertThat(end("2027-09-01T12:00:00Z", inquiry))
        .contains(
            new Bases.ImpliedEnd(
                Instant.parse("2028-03-01T05:00:00Z"), Instant.parse("2028-01-31T05:00:00Z")));
    assertThat(end("2027-09-01T12:00:00Z", inquiry, visit))
        .as("the later of two")
        .map(Bases.ImpliedEnd::at)
        .contains(Instant.parse("2029-09-01T04:00:00Z"));
    assertThat(end("2027-09-01T12:00:00Z", inquiry, yes)).as("an express yes stands").isEmpty();
    assertThat(end("2028-03-01T05:00:00Z", inquiry)).as("it is over").isEmpty();
  }

  @Test
  void r18_impliedConsentIsNotTakenForAText() {
    Decision implied = implied("implied-inquiry", "2027-03-01T12:00:00Z");

    assertThat(refusal(BRITISH_COLUMBIA, Channel.SMS, "2027-03-02T12:00:00Z", implied))
        .contains(NotDoneReason.NO_CONSENT);
  }

  @Test
  void r18_impliedConsentDoesNotUndoAnUnsubscribe() {
    Decision denied =
        TestContacts.deny(Set.of("marketing"), Set.of("email"), "2027-03-01T12:00:00Z");
    Decision implied = implied("implied-transaction", "2027-04-01T12:00:00Z");

    assertThat(refusal(BRITISH_COLUMBIA, Channel.EMAIL, "2027-05-01T12:00:00Z", denied, implied))
        .contains(NotDoneReason.OPTED_OUT);
  }

  @ParameterizedTest
  @CsvSource({"US, NY", "GB, ", "DE, ", "AU, ", ", ", "CA, ON", "CA, QC"})
  void r26_r27_r28_elsewhereNothingIsTakenForGranted(String country, String subdivision) {
    Decision implied = implied("implied-transaction", "2027-03-01T12:00:00Z");

    assertThat(
            refusal(
                new Jurisdiction(country, subdivision),
                Channel.EMAIL,
                "2027-03-02T12:00:00Z",
                implied))
        .contains(NotDoneReason.NO_CONSENT);
  }

  @ParameterizedTest
  @CsvSource({"GB, ", "FR, ", "US, TX", "CA, ON", ", "})
  void r28_careRestsOnTheRelationshipEverywhereUnlessObjectedTo(
      String country, String subdivision) {
    Bases bases = new Bases(TestPolicy.shipped(), new Jurisdiction(country, subdivision), TORONTO);
    Instant now = Instant.parse("2027-03-02T12:00:00Z");
    Decision denied = TestContacts.deny(Set.of("care"), Set.of(), "2027-03-01T12:00:00Z");

    assertThat(Permission.refusal(List.of(), OutreachPurpose.CARE, Channel.EMAIL, bases, now))
        .isEmpty();
    assertThat(Permission.refusal(List.of(denied), OutreachPurpose.CARE, Channel.EMAIL, bases, now))
        .contains(NotDoneReason.OPTED_OUT);
  }

  @Test
  void whatAnEhrBringsDoesNotUndoWhatThePatientStopped() {
    Decision own = TestContacts.deny(Set.of("marketing"), Set.of("email"), "2027-03-01T12:00:00Z");
    Decision imported = imported(true, "2027-04-01T12:00:00Z");
    Decision again =
        TestContacts.permit(Set.of("marketing"), Set.of("email"), "2027-05-01T12:00:00Z");

    assertThat(refusal(BRITISH_COLUMBIA, Channel.EMAIL, "2027-06-01T12:00:00Z", own, imported))
        .contains(NotDoneReason.OPTED_OUT);
    assertThat(
            refusal(BRITISH_COLUMBIA, Channel.EMAIL, "2027-06-01T12:00:00Z", own, imported, again))
        .isEmpty();
    assertThat(refusal(BRITISH_COLUMBIA, Channel.EMAIL, "2027-06-01T12:00:00Z", imported))
        .as("where the patient has stopped nothing it counts")
        .isEmpty();
    assertThat(
            refusal(
                BRITISH_COLUMBIA,
                Channel.EMAIL,
                "2027-06-01T12:00:00Z",
                again,
                imported(false, "2027-05-02T12:00:00Z")))
        .as("a refusal from the EHR counts as any other")
        .contains(NotDoneReason.OPTED_OUT);
  }

  @Test
  void r19_anAuthorizationIsNotAnOutreachConsentAndEnds() {
    Decision signed =
        TestContacts.permit(Set.of("marketing"), Set.of(), "2027-03-01T12:00:00Z")
            .until(Instant.parse("2027-06-01T00:00:00Z"));
    ContactBook book =
        new ContactBook(
            List.of(TestContacts.email(TestContacts.EMAIL)),
            List.of(),
            Map.of(),
            "CA",
            List.of(signed),
            TestContacts.TORONTO);
    Instant may = Instant.parse("2027-05-01T12:00:00Z");

    assertThat(book.authorizes(OutreachPurpose.MARKETING, Channel.EMAIL, may)).isTrue();
    assertThat(
            book.authorizes(
                OutreachPurpose.MARKETING, Channel.EMAIL, Instant.parse("2027-06-01T00:00:00Z")))
        .isFalse();
    assertThat(book.permits(OutreachPurpose.MARKETING, Channel.EMAIL, may)).isFalse();
  }

  private static Optional<Bases.ImpliedEnd> end(String now, Decision... decisions) {
    return Permission.impliedEnd(
        List.of(decisions),
        OutreachPurpose.OUTREACH,
        Channel.EMAIL,
        new Bases(TestPolicy.shipped(), BRITISH_COLUMBIA, TORONTO),
        Instant.parse(now));
  }

  private static Optional<NotDoneReason> refusal(
      Jurisdiction place, Channel channel, String now, Decision... decisions) {
    return Permission.refusal(
        List.of(decisions),
        OutreachPurpose.MARKETING,
        channel,
        new Bases(TestPolicy.shipped(), place, TORONTO),
        Instant.parse(now));
  }

  private static Decision implied(String basis, String at) {
    return new Decision(
        true, Set.of(), Set.of(), false, Instant.parse(at), null, null, basis, false);
  }

  private static Decision imported(boolean permit, String at) {
    return new Decision(
        permit,
        Set.of("marketing"),
        Set.of("email"),
        true,
        Instant.parse(at),
        null,
        null,
        Decision.EXPRESS,
        true);
  }
}
