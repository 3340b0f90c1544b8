package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.consent.TestContacts.deny;
import static org.rapport.server.consent.TestContacts.permit;
import static org.rapport.server.consent.TestContacts.reachable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.outreach.gate.TestPolicy;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** R22: the notice that messages are not encrypted, and to whom it was given. */
class RiskNoticeTest {
  private static final Instant NOW = Instant.parse("2027-03-14T15:00:00Z");
  private static final Set<String> EMAIL = Set.of("email");
  private static final Decision TOLD =
      permit(Set.of("survey"), EMAIL, "2027-03-01T12:00:00Z").warned("1");

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "es"})
  void everyLanguageSaysItUnderOneVersion(String language) {
    assertThat(RiskNotice.text(language)).hasSizeBetween(100, 400);
    assertThat(RiskNotice.word(language, "version")).isEqualTo(RiskNotice.version());
    assertThat(RiskNotice.word(language, "sms")).contains("{{link}}");
    assertThat(RiskNotice.word(language, "email")).contains("{{link}}");
    assertThat(RiskNotice.word(language, "chosen")).contains("{{preferences}}");
  }

  @Test
  void onlyTheVersionThatIsOursWasShown() {
    assertThat(RiskNotice.shown(RiskNotice.version())).isEqualTo(RiskNotice.version());
    assertThat(RiskNotice.shown(null)).isNull();
    assertThat(RiskNotice.shown("0")).isNull();
  }

  @Test
  void r22_inTheUnitedStatesAMessageTellsAllOnlyToWhoWasTold() {
    Jurisdiction ohio = new Jurisdiction("US", "OH");

    assertThat(rows(ohio, Channel.EMAIL)).containsExactly("R22");
    assertThat(rows(ohio, Channel.EMAIL, TOLD)).isEmpty();
    assertThat(rows(ohio, Channel.SMS, TOLD)).as("of another channel").containsExactly("R22");
    assertThat(
            rows(
                ohio,
                Channel.SMS,
                TOLD,
                permit(Set.of("survey"), Set.of("sms"), "2027-03-02T12:00:00Z")))
        .as("each channel for itself")
        .containsExactly("R22");
    assertThat(rows(ohio, Channel.EMAIL, permit(Set.of(), Set.of(), "2027-03-02T12:00:00Z")))
        .as("a permission without the notice")
        .containsExactly("R22");
    assertThat(rows(Jurisdiction.UNKNOWN, Channel.EMAIL)).as("unknown").containsExactly("R22");
    assertThat(rows(new Jurisdiction("FR", null), Channel.EMAIL)).isEmpty();
    assertThat(rows(new Jurisdiction("CA", "ON"), Channel.SMS)).isEmpty();
  }

  @Test
  void r22_theNoticeLastsAsLongAsWhatWasPermittedWithIt() {
    Jurisdiction ohio = new Jurisdiction("US", "OH");

    assertThat(rows(ohio, Channel.EMAIL, TOLD.until(NOW))).containsExactly("R22");
    assertThat(
            rows(ohio, Channel.EMAIL, TOLD, deny(Set.of("survey"), EMAIL, "2027-03-02T12:00:00Z")))
        .containsExactly("R22");
    assertThat(
            rows(ohio, Channel.EMAIL, TOLD, deny(Set.of("review"), EMAIL, "2027-03-02T12:00:00Z")))
        .as("another purpose was denied")
        .isEmpty();
    assertThat(
            rows(
                ohio, Channel.EMAIL, TOLD, permit(Set.of("survey"), EMAIL, "2027-03-02T12:00:00Z")))
        .as("permitted again, without it")
        .isEmpty();
    assertThat(rows(ohio, Channel.EMAIL, deny(Set.of(), EMAIL, "2027-03-02T12:00:00Z").warned("1")))
        .as("a refusal")
        .containsExactly("R22");
  }

  @Test
  void r22_whoHasComeOfAgeWasNotToldThemselves() {
    ContactBook book = book(new Jurisdiction("US", "OH"), TOLD);

    assertThat(rows(book.represented("2009-03-10", List.of(), false), Channel.EMAIL))
        .containsExactly("R22");
    assertThat(rows(book.represented("2009-03-20", List.of(), false), Channel.EMAIL)).isEmpty();
  }

  private static List<String> rows(Jurisdiction place, Channel channel, Decision... decisions) {
    return rows(book(place, decisions), channel);
  }

  private static List<String> rows(ContactBook book, Channel channel) {
    return book.withoutNotice(OutreachPurpose.APPOINTMENT, channel, NOW).stream()
        .map(PolicyRow::id)
        .toList();
  }

  private static ContactBook book(Jurisdiction place, Decision... decisions) {
    return new ContactBook(
        reachable().contacts(),
        List.of(decisions),
        "US",
        new Bases(TestPolicy.shipped(), place, ZoneId.of("America/New_York")));
  }
}
