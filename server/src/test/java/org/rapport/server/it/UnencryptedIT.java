package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/**
 * R22: in the United States a message says where a visit is only to who was told that it is not
 * encrypted, and the page of the visit says it to everybody.
 */
class UnencryptedIT extends JourneyScenario {
  private static final String STRUCTURE = Outreach.BASE + "/StructureDefinition/";
  private static final Pattern PAGE = Pattern.compile("https?://\\S+/p/[A-Za-z0-9_-]{43}");
  private static final Pattern NOTICE = Pattern.compile("name=\"risk-notice\" value=\"([^\"]+)\"");

  UnencryptedIT(Clinic clinic) {
    super(clinic);
  }

  @Test
  void withoutTheNoticeTheLetterLeadsToAPageThatTellsThePlace_andWithItTellsItself()
      throws Exception {
    Person reader = person.withoutPhone();
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    String visit = book(reader, "US", start);
    clinic.advanceTo(start.minusDays(6).toInstant());

    assertThat(clinic.mails(reader.email())).hasSize(2);
    for (MimeMessage mail : clinic.mails(reader.email())) {
      assertThat(PreferencesLink.text(mail))
          .contains("Ada", "Harbour Clinic")
          .doesNotContain("Hill House", "1 Hill Road", "yellow door", "the old card", "forms/new");
    }
    assertThat(PreferencesLink.text(last(reader)))
        .contains("Please bring an identity document", "What to know before your visit");
    List<String> pages = pages(PreferencesLink.text(last(reader)));
    assertThat(get(pages.get(0)))
        .contains("Hill House, 1 Hill Road", "yellow door", "Behind the house", "the old card")
        .contains("href=\"https://localhost/forms/new\"")
        .doesNotContain("<script");
    String preparation = clinic.outreach().step(visit, "preparation").id();
    assertThat(explained(preparation)).contains("R22: 45 CFR 164.522(b)", "(unverified)");

    String preferences = get(pages.get(1));
    assertThat(preferences).contains("texts and e-mails are not encrypted");
    clinic
        .fhir()
        .webhook(
            path(pages.get(1)),
            "action=save&allow=appointment.email&allow=care.email&risk-notice="
                + notice(preferences),
            Map.of());

    assertThat(clinic.fhir().search(Consent.class, "patient=" + reader.id()))
        .filteredOn(consent -> consent.getProvision().getType() == ConsentProvisionType.PERMIT)
        .singleElement()
        .satisfies(
            consent -> assertThat(riskNotice(consent)).isEqualTo(notice(preferences)).isNotBlank());
    clinic.advanceTo(start.minusHours(20).toInstant());
    assertThat(PreferencesLink.text(last(reader))).contains("Hill House", "1 Hill Road");
    assertThat(explained(clinic.outreach().step(visit, "reminder").id())).doesNotContain("R22");
  }

  @Test
  void aTextNamesThePageInPlaceOfThePlace_andTheReminderIsAsItEverWas() {
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    book(person, "US", start);

    assertThat(phone.last())
        .contains("hi Ada, you are booked for", "STOP to opt out\nWhat to know before your visit: ")
        .doesNotContain("Hill House");
    assertThat(get(pages(phone.last()).get(0))).contains("Hill House, 1 Hill Road");
    clinic.advanceTo(start.minusHours(20).toInstant());
    assertThat(phone.last()).contains("Reply C to confirm").doesNotContain("/p/");
  }

  @Test
  void whatAnEhrBringsTellsThatOnlyWithTheNotice() throws Exception {
    Person reader = person.withoutPhone();
    clinic.fhir().put(of(reader, "US")).accepted();
    brought(reader, null);
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    book(reader, "US", start);
    assertThat(PreferencesLink.text(last(reader))).contains("/p/").doesNotContain("Hill House");

    brought(reader, "our leaflet of 2026");
    clinic.advanceTo(start.minusDays(6).toInstant());

    assertThat(PreferencesLink.text(last(reader)))
        .contains("Hill House", "yellow door", "https://localhost/forms/new")
        .doesNotContain("/p/");
  }

  @Test
  void aFormThatShowedTheNoticeKeepsItsVersion() throws Exception {
    new InquiryDesk(clinic).open();
    String page = get(clinic.process().base() + InquiryDesk.FORM);
    assertThat(page).contains("texts and e-mails are not encrypted");
    String fields = "given=Ada&consent-email=true&email=";
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    Person shown = asked(fields + person.email() + "&risk-notice=" + notice(page));
    Person other = Person.next().withoutPhone();
    Person unshown = asked(fields + other.email());
    Person unknown = asked(fields + Person.next().email() + "&risk-notice=of+others");

    for (Person one : List.of(shown, unshown, unknown)) {
      book(one, "US", start);
    }

    assertThat(PreferencesLink.text(last(shown))).contains("Hill House");
    assertThat(PreferencesLink.text(last(unshown))).doesNotContain("Hill House");
    assertThat(PreferencesLink.text(last(unknown))).doesNotContain("Hill House");
  }

  @Test
  void elsewhereNobodyIsAskedForIt() throws Exception {
    ZonedDateTime start = monday().plusDays(9).withHour(11);
    for (String country : List.of("FR", "CA")) {
      Person reader = Person.next().withoutPhone();
      book(reader, country, start);
      assertThat(PreferencesLink.text(last(reader)))
          .as(country)
          .contains("Hill House", "1 Hill Road")
          .doesNotContain("/p/");
    }
  }

  // Whoever has sent the form, as the record has them.
  private Person asked(String form) {
    String lead =
        InquiryDesk.lead(clinic.fhir().webhook(InquiryDesk.FORM, form, Map.of()).accepted());
    clinic.settle();
    String id = new InquiryDesk(clinic).task(lead).getFor().getReferenceElement().getIdPart();
    Patient patient = clinic.fhir().read(Patient.class, id);
    new InquiryDesk(clinic).agree(patient.getTelecomFirstRep().getValue());
    return new Person(id, "Ada", "", patient.getTelecomFirstRep().getValue(), "");
  }

  private void brought(Person reader, String notice) {
    Consent consent =
        Consents.outreach(reader, ConsentProvisionType.PERMIT, clinic.settle().plusSeconds(1));
    consent.getMeta().setSource("https://ehr.example/consents");
    consent.getProvision().addPurpose(Consents.coding("outreach-purpose", "survey"));
    Extension evidence = consent.addExtension().setUrl(STRUCTURE + "consent-evidence");
    evidence.addExtension("wording", new StringType("You may write to me."));
    if (notice != null) {
      evidence.addExtension("riskNotice", new StringType(notice));
    }
    clinic.fhir().create(consent);
    clinic.settle();
  }

  private static Patient of(Person reader, String country) {
    Patient patient = reader.patient();
    patient.addAddress().setCountry(country);
    return patient;
  }

  private String book(Person reader, String country, ZonedDateTime start) {
    clinic.fhir().put(of(reader, country)).accepted();
    Location place = new Location();
    place.setId("untold-" + reader.id());
    place.setName("Hill House");
    place.getAddress().setText("1 Hill Road");
    way(place, "directions", new StringType("The yellow door"), "text");
    way(place, "parking", new StringType("Behind the house"), "text");
    way(place, "bring", new StringType("the old card"), "text");
    way(
        place,
        "paperwork",
        new org.hl7.fhir.r4.model.UrlType("https://localhost/forms/new"),
        "url");
    return visitAt(place, reader, start);
  }

  private static void way(
      Location place, String kind, org.hl7.fhir.r4.model.Type value, String part) {
    Extension way = place.addExtension().setUrl(STRUCTURE + "visit-instructions");
    way.addExtension("kind", new CodeType(kind));
    way.addExtension(part, value);
  }

  private MimeMessage last(Person reader) {
    List<MimeMessage> mails = clinic.mails(reader.email());
    return mails.get(mails.size() - 1);
  }

  private static String riskNotice(Consent consent) {
    return consent
        .getExtensionByUrl(STRUCTURE + "consent-evidence")
        .getExtensionByUrl("riskNotice")
        .getValue()
        .primitiveValue();
  }

  private static String notice(String page) {
    Matcher notice = NOTICE.matcher(page);
    assertThat(notice.find()).isTrue();
    return notice.group(1);
  }

  private static List<String> pages(String text) {
    return PAGE.matcher(text).results().map(java.util.regex.MatchResult::group).toList();
  }

  private String explained(String request) {
    return clinic.fhir().get("/CommunicationRequest/" + request + "/$explain").body();
  }

  private String get(String url) {
    return clinic.fhir().anonymous("GET", path(url), "text/plain", null).accepted().body();
  }

  private static String path(String url) {
    return URI.create(url).getPath();
  }
}
