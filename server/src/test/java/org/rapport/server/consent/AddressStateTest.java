package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/** What an address has said holds for everybody who has it. */
class AddressStateTest {
  private static final Instant NOW = Instant.parse("2027-05-10T15:00:00Z");
  private static final Route MOBILE = new Route(Channel.SMS, TestContacts.MOBILE);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -, -",
        "1, -, -, opted-out",
        "1, 2, -, -",
        "2, 1, -, opted-out",
        "1, 1, -, opted-out",
        "-, -, 1, invalid-address",
        "-, 2, 1, -",
        "1, -, 2, opted-out",
      })
  void theLaterSignalCounts_andATieGoesToTheOptOut(
      Integer stopped, Integer started, Integer failed, String reason) {
    AddressState state = new AddressState(day(stopped), day(started), day(failed));

    assertThat(state.refusal().map(NotDoneReason::code)).isEqualTo(Optional.ofNullable(reason));
  }

  /** R12: until who has the number asks for messages; an opt-out goes before. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 1, number-reassigned",
        "-, 2, 1, -",
        "-, 1, 2, number-reassigned",
        "2, -, 1, opted-out"
      })
  void r12_aNumberThatIsSomebodyElsesIsNotUsed(
      Integer stopped, Integer started, Integer reassigned, String reason) {
    AddressState state = new AddressState(day(stopped), day(started), null, day(reassigned), null);

    assertThat(state.refusal().map(NotDoneReason::code)).isEqualTo(Optional.ofNullable(reason));
  }

  @Test
  void whenTheNumberOptedOut_thenNoPurposeUsesIt_butEmailStays() {
    ContactBook book = book(new AddressState(day(1), null, null));

    for (OutreachPurpose purpose : OutreachPurpose.values()) {
      assertThat(book.choose(purpose, Optional.of(Channel.SMS), NOW).refusal())
          .contains(NotDoneReason.OPTED_OUT);
    }
    assertThat(book.choose(OutreachPurpose.APPOINTMENT, Optional.empty(), NOW).route())
        .contains(new Route(Channel.EMAIL, TestContacts.EMAIL));
  }

  @Test
  void whenItOptsInAgain_thenMarketingNeedsAPermissionGivenSince() {
    AddressState again = new AddressState(day(2), day(3), null);
    Decision before = TestContacts.verified(Set.of(), Set.of(), "2027-05-01T00:00:00Z");
    Decision since = TestContacts.verified(Set.of(), Set.of(), "2027-05-04T00:00:00Z");

    assertThat(sms(book(again, before), OutreachPurpose.SURVEY)).isPresent();
    assertThat(sms(book(again, before), OutreachPurpose.MARKETING)).isEmpty();
    assertThat(sms(book(again, since), OutreachPurpose.MARKETING)).isPresent();
  }

  @Test
  void anAnswerGoesWhereItAnswersAndPassesAnOptOutOnlyIfRequired() {
    ContactBook out = book(new AddressState(day(1), null, null));
    Route stranger = new Route(Channel.SMS, "+14165550999");

    assertThat(out.answer(MOBILE, OutreachPurpose.ACKNOWLEDGEMENT, true, NOW).route())
        .contains(MOBILE);
    assertThat(out.answer(MOBILE, OutreachPurpose.ACKNOWLEDGEMENT, false, NOW).refusal())
        .contains(NotDoneReason.OPTED_OUT);
    assertThat(
            TestContacts.reachable()
                .answer(stranger, OutreachPurpose.ACKNOWLEDGEMENT, false, NOW)
                .refusal())
        .contains(NotDoneReason.INVALID_ADDRESS);
  }

  private static Optional<Route> sms(ContactBook book, OutreachPurpose purpose) {
    return book.choose(purpose, Optional.of(Channel.SMS), NOW).route();
  }

  private static ContactBook book(AddressState state, Decision... decisions) {
    ContactBook plain = TestContacts.reachable(decisions);
    return new ContactBook(
        plain.contacts(),
        List.of(decisions),
        Map.of(MOBILE, state),
        plain.region(),
        List.of(),
        plain.bases());
  }

  private static Instant day(Integer day) {
    return day == null ? null : Instant.parse("2027-05-0" + day + "T12:00:00Z");
  }
}
