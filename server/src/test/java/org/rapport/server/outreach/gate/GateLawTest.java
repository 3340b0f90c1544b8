package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** Rules of law as the gate reads them, each test named after its rule. */
class GateLawTest {
  private static final LocalDate DAY = LocalDate.of(2027, 5, 5);
  private static final Instant NOON = Instant.parse("2027-05-05T16:00:00Z");

  private final Policy policy = TestPolicy.shipped();
  private final Gate gate = new Gate(CivilTime.installed(), policy);

  private static List<String> ids(List<PolicyRow> rows) {
    return rows.stream().map(PolicyRow::id).toList();
  }

  @Test
  void r04_aStopReachesEverythingByTheShippedRows() {
    for (String purpose : List.of("appointment", "care", "marketing")) {
      assertThat(policy.revocation(new Jurisdiction("US", "NY"), purpose, "sms", DAY))
          .isEqualTo(PolicyRow.Revocation.ALL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"appointment", "care", "survey", "marketing"})
  void r09_textsInTheUnitedStatesGoBetweenEightAndNine(String purpose) {
    assertThat(policy.hours(new Jurisdiction("US", "NY"), purpose, "sms", DAY))
        .filteredOn(row -> row.id().equals("R09"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.hours())
                    .hasSize(7)
                    .containsEntry(
                        DayOfWeek.SUNDAY,
                        new PolicyRow.Window(LocalTime.of(8, 0), LocalTime.of(21, 0))));
  }

  @ParameterizedTest
  @CsvSource({"FL", "OK", "WA", "MD", "MS", "NJ", "CT", "RI", "TX"})
  void r10_aStatesHoursHoldThere_andWhereTheStateIsNotKnown(String state) {
    for (String known : new String[] {state, null}) {
      assertThat(ids(policy.hours(new Jurisdiction("US", known), "marketing", "sms", DAY)))
          .contains("R10-" + state);
    }
    assertThat(ids(policy.hours(new Jurisdiction("US", "NY"), "marketing", "sms", DAY)))
        .doesNotContain("R10-" + state);
    assertThat(ids(policy.hours(new Jurisdiction("US", state), "appointment", "sms", DAY)))
        .doesNotContain("R10-" + state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FL", "OK"})
  void r11_atMostThreeCommercialContactsInAnyTwentyFourHours(String state) {
    assertThat(policy.caps(new Jurisdiction("US", state), "marketing", "sms", DAY))
        .filteredOn(row -> row.id().equals("R11-" + state))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.cap()).isEqualTo(new PolicyRow.Cap(3, Duration.ofHours(24), false)));
  }

  @Test
  void r19_paidOrSensitiveMarketingNeedsASignature_andTheRowSaysSo() {
    Gate.Examination said =
        gate.examine(
            TestQuestions.message(OutreachPurpose.MARKETING)
                .contacts(
                    TestContacts.reachable(
                        TestContacts.verified(
                            Set.of("marketing"), Set.of(), "2027-01-01T00:00:00Z")))
                .paidOrSensitive()
                .ask(),
            NOON);

    assertThat(said.verdict()).isEqualTo(new Verdict.Refuse(NotDoneReason.NO_CONSENT));
    assertThat(said.rules())
        .filteredOn(rule -> rule.rule().equals("authorization"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.source()).contains("R19-authorization", "164.508"));
  }

  @Test
  void r30_theRowThatDecidedTheAddressIsNamed_alsoWhereThereIsNone() {
    ContactBook book =
        TestContacts.represented(
            TestContacts.book(List.of()),
            "2012-05-05",
            TestContacts.responsible(TestContacts.mobile(TestContacts.MOBILE)));

    assertThat(address(book))
        .satisfies(
            rule -> {
              assertThat(rule.outcome()).isEqualTo(RuleResult.Outcome.PASS);
              assertThat(rule.source()).contains("R30-minor: ", "(unverified)");
              assertThat(rule.detail()).contains("not of age").doesNotContain("555");
            });
    assertThat(address(book.sensitive()))
        .satisfies(
            rule -> {
              assertThat(rule.outcome()).isEqualTo(RuleResult.Outcome.REFUSE);
              assertThat(rule.source()).contains("R30-minor: ");
              assertThat(rule.detail()).startsWith("invalid-address").contains("alone");
            });
    assertThat(address(TestContacts.represented(TestContacts.reachable(), "2009-05-05")).source())
        .doesNotContain("R30");
  }

  private RuleResult address(ContactBook book) {
    return gate
        .examine(TestQuestions.message(OutreachPurpose.CARE).contacts(book).ask(), NOON)
        .rules()
        .stream()
        .filter(rule -> rule.rule().equals("address"))
        .findFirst()
        .orElseThrow();
  }
}
