package org.rapport.server.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.consent.TestContacts.EMAIL;
import static org.rapport.server.consent.TestContacts.MOBILE;
import static org.rapport.server.consent.TestContacts.book;
import static org.rapport.server.consent.TestContacts.confidential;
import static org.rapport.server.consent.TestContacts.contact;
import static org.rapport.server.consent.TestContacts.during;
import static org.rapport.server.consent.TestContacts.email;
import static org.rapport.server.consent.TestContacts.mobile;
import static org.rapport.server.consent.TestContacts.permit;
import static org.rapport.server.consent.TestContacts.ranked;
import static org.rapport.server.consent.TestContacts.reachable;
import static org.rapport.server.consent.TestContacts.represented;
import static org.rapport.server.consent.TestContacts.responsible;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.consent.ContactBook.Addressee;
import org.rapport.server.consent.ContactBook.Choice;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.policy.PolicyRow.Minor;
import org.rapport.server.projection.Responsible;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** R30: who is written to for a patient who is not of age, and what holds afterwards. */
class RepresentationTest {
  private static final ZoneId TORONTO = TestContacts.TORONTO.zone();
  private static final Jurisdiction ONTARIO = new Jurisdiction("CA", "ON");
  private static final String MOTHERS = "+14165550188";
  private static final String FATHERS = "+14165550199";
  private static final Route OWN = new Route(Channel.SMS, MOBILE);
  private static final Route OWN_MAIL = new Route(Channel.EMAIL, EMAIL);
  private static final Route MOTHER = new Route(Channel.SMS, MOTHERS);
  private static final Route FATHER = new Route(Channel.SMS, FATHERS);

  /** Noon of a day in Toronto on which who was born on 2012-05-03 is 15. */
  private static final Instant NOW = Instant.parse("2027-10-03T16:00:00Z");

  private static final String FIFTEEN = "2012-05-03";
  private static final String NINE = "2018-05-03";

  @ParameterizedTest(name = "born {0}: of age at {1} is {2}")
  @CsvSource({
    // On the patient's own calendar: midnight in Toronto, whatever the day is elsewhere.
    "2009-10-03, 2027-10-02T23:59:59, false",
    "2009-10-03, 2027-10-03T00:00:00, true",
    "2009-10-04, 2027-10-03T12:00:00, false",
    // Where there is no 29 February, on 1 March.
    "2008-02-29, 2026-02-28T23:59:59, false",
    "2008-02-29, 2026-03-01T00:00:00, true",
    "2006-02-28, 2024-02-28T00:00:00, true",
    // Of a birth date that leaves the day or the month open, the first that it allows.
    "2009-10, 2027-10-01T00:00:00, true",
    "2009-10, 2027-09-30T23:00:00, false",
    "2009, 2027-01-01T00:00:00, true",
    "2010, 2027-10-03T00:00:00, false",
    // Nobody knows: of age.
    ", 2027-10-03T00:00:00, true",
    "soon, 2027-10-03T00:00:00, true",
  })
  void somebodyIsOfAgeFromTheFirstMomentOfTheirBirthday(
      String born, LocalDateTime local, boolean ofAge) {
    ContactBook book = represented(reachable(), born, responsible(mobile(MOTHERS)));

    Instant now = CivilTime.installed().instant(local, TORONTO);

    assertThat(care(book, now)).contains(ofAge ? OWN : MOTHER);
    assertThat(book.has(MOTHER, now)).isEqualTo(!ofAge);
    assertThat(book.has(OWN, now)).isTrue();
    assertThat(book.mayUse(OWN, now)).isEqualTo(ofAge);
  }

  @Test
  void theDayBeginsWhereThePatientLives() {
    Bases auckland =
        new Bases(
            TestContacts.TORONTO.policy(), Jurisdiction.UNKNOWN, ZoneId.of("Pacific/Auckland"));
    ContactBook book =
        represented(
            new ContactBook(List.of(mobile(MOBILE)), List.of(), "CA", auckland),
            "2009-10-04",
            responsible(mobile(MOTHERS)));

    assertThat(care(book, Instant.parse("2027-10-03T10:59:59Z"))).contains(MOTHER);
    assertThat(care(book, Instant.parse("2027-10-03T11:00:00Z"))).contains(OWN);
  }

  @Test
  void ofSeveralPersonsTheContactsAreOneList() {
    assertThat(care(child(responsible(mobile(MOTHERS)), responsible(mobile(FATHERS)))))
        .contains(MOTHER);
    assertThat(
            care(
                child(
                    responsible(ranked(mobile(MOTHERS), 2)),
                    responsible(ranked(mobile(FATHERS), 1)))))
        .contains(FATHER);
    assertThat(
            care(child(responsible(mobile(MOTHERS)), responsible(confidential(mobile(FATHERS))))))
        .contains(FATHER);
    assertThat(
            care(
                child(
                    responsible(during(mobile(MOTHERS), null, NOW)), responsible(mobile(FATHERS)))))
        .contains(FATHER);
  }

  @Test
  void whereNobodyActsOrHasAnAddressThePatientsOwnAreUsed() {
    Responsible guardian = new Responsible(List.of(mobile(MOTHERS)), NOW.plusSeconds(1), null);

    assertThat(care(child())).contains(OWN);
    assertThat(care(child(guardian))).contains(OWN);
    assertThat(child(guardian).choose(OutreachPurpose.CARE, Optional.empty(), NOW.plusSeconds(1)))
        .isEqualTo(new Choice(Optional.of(MOTHER), Optional.empty()));
    assertThat(care(child(new Responsible(List.of(mobile(MOTHERS)), null, NOW)))).contains(OWN);
    assertThat(care(child(responsible(email("nobody"))))).contains(OWN);
    assertThat(care(child(responsible(contact("phone", MOTHERS, "work"))))).contains(OWN);
  }

  @Test
  void whatFailedAtTheResponsiblePersonsDoesNotGoToTheChild() {
    ContactBook book = child(responsible(mobile(MOTHERS))).without(Channel.SMS);

    assertThat(care(book)).isEmpty();
    assertThat(
            care(child(responsible(mobile(MOTHERS), email("m@example.org"))).without(Channel.SMS)))
        .contains(new Route(Channel.EMAIL, "m@example.org"));
  }

  @Test
  void whatIsSensitiveGoesToWhoIsOldEnoughAndNeverToTheParent() {
    ContactBook teenager = represented(reachable(), FIFTEEN, responsible(mobile(MOTHERS)));

    assertThat(care(teenager)).contains(MOTHER);
    assertThat(care(teenager.sensitive())).contains(OWN);
    assertThat(teenager.sensitive().addressee(Optional.empty(), NOW))
        .isEqualTo(Addressee.PATIENT_ALONE);
    assertThat(care(teenager.represented(FIFTEEN, List.of(responsible(mobile(MOTHERS))), true)))
        .as("a patient who is sensitive, whatever it is about")
        .contains(OWN);
    assertThat(care(child(responsible(mobile(MOTHERS))).sensitive())).contains(MOTHER);

    ContactBook silent = represented(book(List.of()), FIFTEEN, responsible(mobile(MOTHERS)));
    assertThat(silent.sensitive().choose(OutreachPurpose.CARE, Optional.empty(), NOW).refusal())
        .contains(NotDoneReason.INVALID_ADDRESS);
    // The number on the patient's record is the mother's, written in another way.
    ContactBook shared =
        represented(
            book(List.of(mobile("(416) 555-0188"), email("M@example.org"))),
            FIFTEEN,
            responsible(mobile(MOTHERS), email("m@example.org")));
    assertThat(shared.sensitive().choose(OutreachPurpose.CARE, Optional.empty(), NOW).refusal())
        .contains(NotDoneReason.INVALID_ADDRESS);
    assertThat(
            shared
                .sensitive()
                .choose(OutreachPurpose.CARE, Optional.of(Channel.VOICE), NOW)
                .refusal())
        .contains(NotDoneReason.INVALID_ADDRESS);
  }

  @Test
  void aNumberThatIsTheParentsIsNotTheTeenagersOwn_alsoWhereItTakesNoMessages() {
    Responsible atWork = responsible(contact("phone", MOTHERS, "work"));
    ContactBook book = represented(TestContacts.book(List.of(mobile(MOTHERS))), FIFTEEN, atWork);

    assertThat(care(book)).contains(MOTHER);
    assertThat(care(book.sensitive())).isEmpty();
  }

  @Test
  void whoHasOnlyALandlineIsCalledInTheChildsPlace() {
    String landline = "+14169671111";
    ContactBook book = child(responsible(contact("phone", landline, "work")));

    assertThat(book.choose(OutreachPurpose.CARE, Optional.of(Channel.VOICE), NOW).route())
        .contains(new Route(Channel.VOICE, landline));
    assertThat(care(book)).contains(OWN);
  }

  @ParameterizedTest(name = "born {0}: {1}")
  @CsvSource({"2015-10-03, true", "2015-10-04, false"})
  void theAgeOfConfidencesIsABirthdayToo(String born, boolean alone) {
    ContactBook book = represented(reachable(), born, responsible(mobile(MOTHERS))).sensitive();

    assertThat(care(book)).contains(alone ? OWN : MOTHER);
  }

  @Test
  void aConfidentialAddressOfThePatientOverridesEverything() {
    for (String born : List.of(FIFTEEN, NINE)) {
      ContactBook book =
          represented(
              book(List.of(mobile(MOBILE), confidential(email(EMAIL)))),
              born,
              responsible(mobile(MOTHERS)));

      assertThat(care(book)).contains(OWN_MAIL);
      assertThat(care(book.sensitive())).contains(OWN_MAIL);
      assertThat(book.mayUse(MOTHER, NOW)).isFalse();
      assertThat(book.has(MOTHER, NOW)).isTrue();
    }
  }

  @Test
  void everythingIsToldOnlyToWhoMayKnowEverything() {
    ContactBook teenager = represented(reachable(), FIFTEEN, responsible(mobile(MOTHERS)));

    assertThat(teenager.confides(MOTHER, NOW)).isFalse();
    assertThat(teenager.confides(OWN, NOW)).isTrue();
    assertThat(child(responsible(mobile(MOTHERS))).confides(MOTHER, NOW)).isTrue();
    assertThat(teenager.outlived(MOTHER, NOW)).isFalse();
    Instant later = Instant.parse("2030-05-03T12:00:00Z");
    assertThat(teenager.confides(MOTHER, later)).isFalse();
    assertThat(teenager.outlived(MOTHER, later)).isTrue();
    assertThat(teenager.outlived(OWN, later)).isFalse();
  }

  @Test
  void ofSeveralRowsTheLatestMajorityAndTheEarliestConfidenceHold() {
    Bases bases = new Bases(rows(new Minor(18, 14), new Minor(19, 16)), ONTARIO, TORONTO);
    ContactBook book =
        new ContactBook(List.of(mobile(MOBILE)), List.of(), "CA", bases)
            .represented("2009-01-01", List.of(responsible(mobile(MOTHERS))), false);

    assertThat(book.addressee(Optional.empty(), NOW))
        .as("eighteen")
        .isEqualTo(Addressee.RESPONSIBLE);
    assertThat(book.addressee(Optional.empty(), Instant.parse("2028-01-01T05:00:00Z")))
        .isEqualTo(Addressee.PATIENT);
    assertThat(
            book.represented("2013-01-01", List.of(responsible(mobile(MOTHERS))), true)
                .addressee(Optional.empty(), NOW))
        .as("fourteen")
        .isEqualTo(Addressee.PATIENT_ALONE);
    assertThat(
            new ContactBook(List.of(), List.of(), "CA", new Bases(rows(), ONTARIO, TORONTO))
                .represented(NINE, List.of(responsible(mobile(MOTHERS))), false)
                .addressee(Optional.empty(), NOW))
        .as("no row")
        .isEqualTo(Addressee.PATIENT);
  }

  @Test
  void whatWasPermittedBeforeMajorityHasToBePermittedAgain() {
    Decision before = permit(Set.of(), Set.of(), "2030-05-03T03:59:59Z");
    Decision after = permit(Set.of(), Set.of(), "2030-05-03T04:00:00Z");
    Instant day = Instant.parse("2030-05-03T16:00:00Z");
    ContactBook grown = represented(reachable(before), FIFTEEN);

    assertThat(survey(grown, Instant.parse("2030-05-03T03:59:59Z"))).isEmpty();
    assertThat(survey(grown, day)).contains(NotDoneReason.NO_CONSENT);
    assertThat(grown.permits(OutreachPurpose.SURVEY, Channel.EMAIL, day)).isFalse();
    assertThat(grown.outgrown(OutreachPurpose.SURVEY, day)).isTrue();
    assertThat(grown.outgrown(OutreachPurpose.CARE, day)).isFalse();
    assertThat(care(grown, day)).as("rests on the relationship").contains(OWN);
    assertThat(survey(represented(reachable(before, after), FIFTEEN), day)).isEmpty();
    assertThat(survey(represented(reachable(before), null), day)).isEmpty();

    Decision no = TestContacts.deny(Set.of(), Set.of(), "2029-01-01T00:00:00Z");
    assertThat(survey(represented(reachable(no), FIFTEEN), day)).contains(NotDoneReason.OPTED_OUT);
    assertThat(survey(represented(reachable(no, before), FIFTEEN), day))
        .as("what was denied before it was permitted is not denied again")
        .contains(NotDoneReason.NO_CONSENT);
    assertThat(care(represented(reachable(no), FIFTEEN), day)).isEmpty();
  }

  private static Policy rows(Minor... minors) {
    return new Policy(
        List.of(minors).stream()
            .map(
                minor ->
                    new PolicyRow(
                        "X" + minor.until(),
                        "*",
                        Set.of("care"),
                        Set.of(),
                        null,
                        null,
                        "a test",
                        false,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        minor,
                        null,
                        false))
            .toList());
  }

  private static ContactBook child(Responsible... persons) {
    return represented(reachable(), NINE, persons);
  }

  private static Optional<NotDoneReason> survey(ContactBook book, Instant now) {
    return book.choose(OutreachPurpose.SURVEY, Optional.of(Channel.EMAIL), now).refusal();
  }

  private static Optional<Route> care(ContactBook book) {
    return care(book, NOW);
  }

  private static Optional<Route> care(ContactBook book, Instant now) {
    return book.choose(OutreachPurpose.CARE, Optional.empty(), now).route();
  }
}
