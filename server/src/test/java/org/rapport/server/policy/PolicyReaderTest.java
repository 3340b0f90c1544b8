package org.rapport.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules as files: what is read, and that a slip is an error that names its row. */
class PolicyReaderTest {
  private static final String ROW =
      """
      - id: X1
        jurisdiction: US-RI
        purposes: [marketing]
        channels: [sms]
        from: 2027-01-31
        to: 2027-12-31
        citation: "a statute"
        hours: {mon-fri: "09:00-18:00", sun: "10:00-17:00"}
      """;

  private final PolicyReader reader =
      new PolicyReader(Set.of("marketing", "care"), Set.of("sms", "email"));

  @Test
  void readsDaysAndDates() {
    List<PolicyRow> rows = read(ROW);

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).hours())
        .hasSize(6)
        .doesNotContainKey(DayOfWeek.SATURDAY)
        .containsEntry(
            DayOfWeek.SUNDAY, new PolicyRow.Window(LocalTime.of(10, 0), LocalTime.of(17, 0)));
    assertThat(rows.get(0).verified()).isFalse();
  }

  @Test
  void aRowSpeaksOnlyInItsPlaceAndTime() {
    Policy policy = new Policy(read(ROW));
    LocalDate day = LocalDate.of(2027, 5, 1);
    Jurisdiction rhodeIsland = new Jurisdiction("US", "RI");

    assertThat(policy.hours(rhodeIsland, "marketing", "sms", day)).hasSize(1);
    assertThat(policy.hours(new Jurisdiction("US", null), "marketing", "sms", day)).hasSize(1);
    assertThat(policy.hours(Jurisdiction.UNKNOWN, "marketing", "sms", day)).hasSize(1);
    assertThat(policy.hours(new Jurisdiction("US", "NY"), "marketing", "sms", day)).isEmpty();
    assertThat(policy.hours(new Jurisdiction("CA", "RI"), "marketing", "sms", day)).isEmpty();
    assertThat(policy.hours(rhodeIsland, "care", "sms", day)).isEmpty();
    assertThat(policy.hours(rhodeIsland, "marketing", "email", day)).isEmpty();
    assertThat(policy.hours(rhodeIsland, "marketing", "sms", LocalDate.of(2027, 1, 30))).isEmpty();
    assertThat(policy.hours(rhodeIsland, "marketing", "sms", LocalDate.of(2028, 1, 1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "citation: \"a statute\"|",
        "hours: {mon-fri: \"09:00-18:00\", sun: \"10:00-17:00\"}|",
        "marketing|spam",
        "mon-fri|workday",
        "09:00-18:00|nine to six",
        "channels|canals",
        "2027-01-31|soon"
      })
  void aSlipNamesTheRow(String slip) {
    String[] change = slip.split("\\|", 2);

    assertThatThrownBy(() -> read(ROW.replace(change[0], change[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)test\\.yaml:\\d+: rule X1.*");
  }

  @Test
  void aRegisterIsAskedWithinDays() {
    String row = ROW.substring(0, ROW.indexOf("  hours"));
    Policy policy = new Policy(read(row + "  register: {within: P30D}\n"));

    assertThat(
            policy.registers(
                new Jurisdiction("US", "RI"), "marketing", "sms", LocalDate.of(2027, 5, 1)))
        .singleElement()
        .satisfies(one -> assertThat(one.register().within()).isEqualTo(Duration.ofDays(30)));
    assertThat(
            policy.registers(
                new Jurisdiction("CA", "ON"), "marketing", "sms", LocalDate.of(2027, 5, 1)))
        .isEmpty();
    for (String slip : List.of("{within: PT1H}", "{within: soon}", "{}", "P30D", "{every: P30D}")) {
      assertThatThrownBy(() -> read(row + "  register: " + slip + "\n"))
          .as(slip)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(?s)test\\.yaml:\\d+: rule X1.*");
    }
  }

  private List<PolicyRow> read(String yaml) {
    return reader.read("test.yaml", new StringReader(yaml));
  }

  /** R04: a STOP may end one kind of message only until the rule of 2027-01-31 holds. */
  @Test
  void aRevocationMayBeOfACategoryOnlyBeforeTheDateOfTheRule() {
    String row =
        """
        - id: X2
          jurisdiction: US
          purposes: [marketing]
          citation: "a statute"
          to: %s
          revocation: category
        """;

    assertThat(read(row.formatted("2027-01-30")).get(0).revocation())
        .isEqualTo(PolicyRow.Revocation.CATEGORY);
    assertThatThrownBy(() -> read(row.formatted("2027-01-31"))).hasMessageContaining("2027-01-31");
    assertThatThrownBy(() -> read(row.replace("  to: %s\n", "")))
        .hasMessageContaining("2027-01-31");
  }

  /** R04: one row that says all is enough, and so is a place without any row. */
  @Test
  void theWidestReachOfAStopHolds() {
    String category =
        """
        - {id: X3, jurisdiction: US, purposes: [marketing], citation: x, to: 2027-01-30, revocation: category}
        """;
    String all =
        """
        - {id: X4, jurisdiction: US-NY, purposes: [marketing], citation: x, revocation: all}
        """;
    Policy policy = new Policy(read(category + all));
    LocalDate day = LocalDate.of(2026, 12, 1);

    assertThat(policy.revocation(new Jurisdiction("US", "TX"), "marketing", "sms", day))
        .isEqualTo(PolicyRow.Revocation.CATEGORY);
    assertThat(policy.revocation(new Jurisdiction("US", "NY"), "marketing", "sms", day))
        .isEqualTo(PolicyRow.Revocation.ALL);
    assertThat(policy.revocation(new Jurisdiction("FR", null), "marketing", "sms", day))
        .isEqualTo(PolicyRow.Revocation.ALL);
    assertThat(
            policy.revocation(
                new Jurisdiction("US", "TX"), "marketing", "sms", LocalDate.of(2027, 1, 31)))
        .isEqualTo(PolicyRow.Revocation.ALL);
  }

  /** R22: an unknown place is under the row too, as it only takes away. */
  @Test
  void aNoticeIsARowOfItsOwnThatSpeaksWhereTheCountryIsUnknown() {
    String row =
        """
        - id: X5
          jurisdiction: US
          purposes: [care]
          channels: [email]
          citation: "a statute"
          notice: unencrypted
        """;
    Policy policy = new Policy(read(row));
    LocalDate day = LocalDate.of(2027, 5, 1);

    assertThat(policy.notices(new Jurisdiction("US", "OH"), "care", "email", day)).hasSize(1);
    assertThat(policy.notices(Jurisdiction.UNKNOWN, "care", "email", day)).hasSize(1);
    assertThat(policy.notices(new Jurisdiction("FR", null), "care", "email", day)).isEmpty();
    assertThat(policy.notices(new Jurisdiction("US", "OH"), "care", "sms", day)).isEmpty();
    assertThat(policy.notices(new Jurisdiction("US", "OH"), "marketing", "email", day)).isEmpty();
    assertThat(policy.authorizations(Jurisdiction.UNKNOWN, "care", "email", day)).isEmpty();
    assertThatThrownBy(() -> read(row.replace("unencrypted", "true")))
        .hasMessageMatching("(?s)test\\.yaml:\\d+: rule X5: notice should be unencrypted.*");
    assertThatThrownBy(() -> read(row + "  revocation: all\n"))
        .hasMessageContaining("should have one of");
  }

  private static final String MINOR =
      """
      - id: X2
        jurisdiction: US-AL
        to: 2027-12-31
        citation: "a statute"
        minor: {until: 19, confidentialFrom: 14}
      """;

  @Test
  void whoIsOfAgeIsARowWithoutPurposesThatHoldsWhereItCertainlyDoes() {
    Policy policy = new Policy(read(MINOR));
    LocalDate day = LocalDate.of(2027, 12, 31);

    assertThat(policy.minors(new Jurisdiction("US", "AL"), day))
        .extracting(PolicyRow::minor)
        .containsExactly(new PolicyRow.Minor(19, 14));
    assertThat(policy.minors(new Jurisdiction("US", "AL"), day.plusDays(1))).isEmpty();
    assertThat(policy.minors(new Jurisdiction("US", null), day)).isEmpty();
    assertThat(policy.minors(Jurisdiction.UNKNOWN, day)).isEmpty();
    Policy wider = new Policy(read(MINOR.replace("US-AL", "US")));
    assertThat(wider.minors(new Jurisdiction("US", null), day)).hasSize(1);
    assertThat(
            new Policy(read(MINOR.replace("US-AL", "EU")))
                .minors(new Jurisdiction("FR", null), day))
        .hasSize(1);
    assertThat(new Policy(read(MINOR.replace("US-AL", "\"*\""))).minors(Jurisdiction.UNKNOWN, day))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{until: 19, confidentialFrom: 14}|18",
        "until: 19|until: nineteen",
        "until: 19|until: 26",
        "until: 19|until: 0",
        "until: 19|till: 19",
        "confidentialFrom: 14|confidentialFrom: 20",
        "confidentialFrom: 14|confidentialFrom: -1",
        "confidentialFrom: 14|confidentialFrom: 14, more: 1",
        ", confidentialFrom: 14|",
        "minor:|purposes: [care]\n  minor:",
        "minor:|channels: [sms]\n  minor:"
      })
  void aSlipInAnAgeNamesTheRow(String slip) {
    String[] change = slip.split("\\|", 2);

    assertThatThrownBy(() -> read(MINOR.replace(change[0], change[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)test\\.yaml:\\d+: rule X2: minor .*");
  }
}
