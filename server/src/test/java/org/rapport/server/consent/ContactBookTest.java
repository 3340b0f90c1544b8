package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.consent.TestContacts.EMAIL;
import static org.rapport.server.consent.TestContacts.MOBILE;
import static org.rapport.server.consent.TestContacts.book;
import static org.rapport.server.consent.TestContacts.confidential;
import static org.rapport.server.consent.TestContacts.contact;
import static org.rapport.server.consent.TestContacts.deny;
import static org.rapport.server.consent.TestContacts.during;
import static org.rapport.server.consent.TestContacts.email;
import static org.rapport.server.consent.TestContacts.home;
import static org.rapport.server.consent.TestContacts.mobile;
import static org.rapport.server.consent.TestContacts.permit;
import static org.rapport.server.consent.TestContacts.ranked;
import static org.rapport.server.consent.TestContacts.reachable;
import static org.rapport.server.consent.TestContacts.verified;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rapport.server.consent.ContactBook.Choice;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;

/** Which one address a message goes to. */
class ContactBookTest {
  private static final Instant NOW = Instant.parse("2027-05-03T14:00:00Z");
  private static final OutreachPurpose CARE = OutreachPurpose.CARE;
  private static final Route SMS = new Route(Channel.SMS, MOBILE);
  private static final Route MAIL = new Route(Channel.EMAIL, EMAIL);

  @Test
  void whenAChannelHasFailed_thenTheNextIsChosenAndAConfidentialAddressStaysTheOnlyOne() {
    assertThat(reachable().without(Channel.SMS).choose(CARE, Optional.empty(), NOW).route())
        .contains(MAIL);
    assertThat(
            book(List.of(confidential(mobile(MOBILE)), email(EMAIL)))
                .without(Channel.SMS)
                .choose(CARE, Optional.empty(), NOW)
                .route())
        .isEmpty();
  }

  @Test
  void whenACallIsAskedFor_thenALandlineWillDoAndNothingElseBecomesACall() {
    String landline = "+14169671111";

    assertThat(
            book(List.of(home(landline), email(EMAIL)))
                .choose(CARE, Optional.of(Channel.VOICE), NOW)
                .route())
        .contains(new Route(Channel.VOICE, landline));
    assertThat(book(List.of(email(EMAIL))).choose(CARE, Optional.of(Channel.VOICE), NOW).refusal())
        .contains(NotDoneReason.INVALID_ADDRESS);
    assertThat(
            reachable(deny(Set.of(), Set.of("voice"), "2027-01-01T00:00:00Z"))
                .choose(CARE, Optional.of(Channel.VOICE), NOW)
                .refusal())
        .contains(NotDoneReason.OPTED_OUT);
  }

  @Test
  void whenAPatientHasAnInbox_thenItRanksLikeAnyAddress() {
    var inbox = ContactRoutes.inbox(contact("other", "Portal", null), "p1");
    Route portal = new Route(Channel.PORTAL, "Patient/p1");

    assertThat(chosen(ranked(inbox, 1), mobile(MOBILE))).contains(portal);
    assertThat(chosen(inbox, mobile(MOBILE))).contains(SMS);
    assertThat(chosen(ContactRoutes.inbox(contact("other", "carrier pigeon", null), "p1")))
        .isEmpty();
  }

  @Test
  void whenNothingIsRanked_thenMobileComesBeforeEmailAndEmailBeforeHome() {
    assertThat(chosen(home("+14165550199"), email(EMAIL), mobile(MOBILE))).contains(SMS);
    assertThat(chosen(home("+14165550199"), email(EMAIL))).contains(MAIL);
    assertThat(chosen(home("+14165550199"))).contains(new Route(Channel.SMS, "+14165550199"));
  }

  @Test
  void whenAnAddressIsRanked_thenTheLowestRankWins() {
    assertThat(chosen(mobile(MOBILE), ranked(email(EMAIL), 1))).contains(MAIL);
    assertThat(chosen(ranked(mobile(MOBILE), 3), ranked(email(EMAIL), 2))).contains(MAIL);
    assertThat(chosen(ranked(mobile(MOBILE), 1), ranked(email(EMAIL), 1))).contains(SMS);
  }

  @Test
  void whenThePreferredAddressIsNoAddress_thenTheNextIsUsed() {
    assertThat(chosen(ranked(mobile("unknown"), 1), email(EMAIL))).contains(MAIL);
    assertThat(chosen(ranked(email("ana at example"), 1), mobile(MOBILE))).contains(SMS);
  }

  @Test
  void whenAnAddressIsConfidential_thenNoOtherIsUsed() {
    assertThat(chosen(ranked(mobile(MOBILE), 1), confidential(email(EMAIL)))).contains(MAIL);
    assertThat(chosen(mobile(MOBILE), confidential(email("broken")))).isEmpty();
    assertThat(chosen(mobile(MOBILE), confidential(contact("url", "https://x.example", null))))
        .isEmpty();
  }

  @Test
  void whenTheConfidentialAddressIsDenied_thenNothingIsUsed() {
    ContactBook book =
        book(
            List.of(mobile(MOBILE), confidential(email(EMAIL))),
            deny(Set.of(), Set.of("email"), "2027-01-01T00:00:00Z"));

    assertThat(choose(book, OutreachPurpose.APPOINTMENT).refusal())
        .contains(NotDoneReason.OPTED_OUT);
  }

  @Test
  void whenTheConfidentialAddressIsOver_thenTheOthersAreStillNotUsed() {
    assertThat(chosen(mobile(MOBILE), during(confidential(email(EMAIL)), null, NOW))).isEmpty();
  }

  @Test
  void whenAnAddressIsNotInUseNow_thenItIsNotChosen() {
    Instant later = NOW.plusSeconds(1);
    assertThat(chosen(during(mobile(MOBILE), later, null), email(EMAIL))).contains(MAIL);
    assertThat(chosen(during(mobile(MOBILE), null, NOW), email(EMAIL))).contains(MAIL);
    assertThat(chosen(during(mobile(MOBILE), NOW, later), email(EMAIL))).contains(SMS);
  }

  @Test
  void whenANumberIsAtWork_thenItIsUsedOnlyWhereThePatientRankedIt() {
    assertThat(chosen(contact("phone", MOBILE, "work"))).isEmpty();
    assertThat(chosen(ranked(contact("phone", MOBILE, "work"), 1))).contains(SMS);
  }

  @Test
  void whenStaffChoseTheChannel_thenNoOtherIsUsed() {
    Choice choice =
        reachable(deny(Set.of(), Set.of("sms"), "2027-01-01T00:00:00Z"))
            .choose(OutreachPurpose.CARE, Optional.of(Channel.SMS), NOW);

    assertThat(choice.refusal()).contains(NotDoneReason.OPTED_OUT);
  }

  @Test
  void whenSmsIsDenied_thenEmailIsUsed() {
    ContactBook book = reachable(deny(Set.of(), Set.of("sms"), "2027-01-01T00:00:00Z"));

    assertThat(choose(book, OutreachPurpose.APPOINTMENT).route()).contains(MAIL);
  }

  @Test
  void whenTheNewestDecisionPermits_thenAnOlderDenialIsOver() {
    ContactBook book =
        reachable(
            permit(Set.of(), Set.of(), "2027-02-01T00:00:00Z"),
            deny(Set.of(), Set.of("sms"), "2027-01-01T00:00:00Z"));

    assertThat(choose(book, OutreachPurpose.APPOINTMENT).route()).contains(SMS);
  }

  @Test
  void whenTwoDecisionsAreOfTheSameInstant_thenDenyWinsInAnyOrder() {
    Decision yes = permit(Set.of(), Set.of(), "2027-02-01T00:00:00Z");
    Decision no = deny(Set.of(), Set.of(), "2027-02-01T00:00:00Z");

    assertThat(choose(reachable(yes, no), OutreachPurpose.CARE).route()).isEmpty();
    assertThat(choose(reachable(no, yes), OutreachPurpose.CARE).route()).isEmpty();
  }

  @Test
  void whenTwoPermitsAreOfTheSameInstant_thenTheirOrderDoesNotMatter() {
    Decision confirmed = verified(Set.of("survey"), Set.of("sms"), "2027-02-01T00:00:00Z");
    Decision unconfirmed = permit(Set.of("survey"), Set.of("sms"), "2027-02-01T00:00:00Z");

    assertThat(choose(reachable(confirmed, unconfirmed), OutreachPurpose.SURVEY))
        .isEqualTo(choose(reachable(unconfirmed, confirmed), OutreachPurpose.SURVEY));
  }

  @Test
  void whenAnOptInIsOnlyForOneChannel_thenTheOtherNeedsItsOwn() {
    ContactBook book =
        reachable(permit(Set.of("marketing"), Set.of("sms"), "2027-01-01T00:00:00Z"));

    assertThat(choose(book, OutreachPurpose.MARKETING).refusal())
        .contains(NotDoneReason.NO_CONSENT);
  }

  private static Optional<Route> chosen(
      org.rapport.server.projection.read.ContactJson... contacts) {
    return choose(book(List.of(contacts)), OutreachPurpose.APPOINTMENT).route();
  }

  private static Choice choose(ContactBook book, OutreachPurpose purpose) {
    return book.choose(purpose, Optional.empty(), NOW);
  }
}
