package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.Template.Variant;
import org.rapport.server.catalog.Templates;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.config.RapportSettings.Clinic;
import org.rapport.server.config.TestSettings;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.Surroundings;
import org.rapport.server.outreach.text.MessageText.Extras;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.terminology.Channel;

/** R22: what a message leaves out, and where it leads instead, where no notice is on record. */
class UntoldTextsTest {
  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final String PAGE = "https://rapport.clinic.example/p/" + "x".repeat(43);
  private static final String PREFERENCES = "https://rapport.clinic.example/p/" + "y".repeat(43);
  private static final Extras LINKS = new Extras(null, () -> PAGE, () -> PREFERENCES, kind -> null);
  private static final RapportSettings SETTINGS =
      TestSettings.of(
          new Clinic("Lakeside", "+1 416 555 0100", "1 Lake St", ZoneId.of("America/Toronto")));
  private static final Surroundings WAY =
      new Surroundings(
          false,
          false,
          List.of(
              new VisitInstruction("directions", null, "the yellow door", null),
              new VisitInstruction("paperwork", null, null, "https://forms.example/new")));

  @ParameterizedTest
  @CsvSource({
    "appointment-confirmation, en",
    "appointment-confirmation, fr",
    "appointment-confirmation, es",
    "appointment-change-notice, en",
    "appointment-change-notice, fr",
    "appointment-change-notice, es",
    "appointment-last-reminder, en",
    "appointment-last-reminder, fr",
    "appointment-last-reminder, es",
    "appointment-preparation, en",
    "appointment-preparation, fr",
    "appointment-preparation, es",
    "appointment-reminder, en",
    "appointment-reminder, fr",
    "appointment-reminder, es"
  })
  void aShippedLetterKeepsItsWordsAndLeadsToThePage(String name, String language) {
    Text full = text(shipped(name), language, WAY, Channel.EMAIL, true);
    Text text = text(shipped(name), language, WAY, Channel.EMAIL, false);

    assertThat(full.body()).contains("Hill House").doesNotContain(PREFERENCES);
    assertThat(text.subject()).isEqualTo(full.subject());
    assertThat(text.template()).isEqualTo(full.template());
    assertThat(text.body())
        .contains(PAGE, PREFERENCES, "Lakeside", "Ana", firstLine(full))
        .doesNotContain("Hill House", "yellow door", "forms.example", "{{", " ,", "\n\n\n");
    assertThat(text.body().indexOf(PREFERENCES)).isGreaterThan(text.body().indexOf(PAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "es"})
  void aShippedTextOfThePlaceHasALinkInTwoParts_whateverTheName(String language) {
    for (String name :
        List.of(
            "appointment-confirmation",
            "appointment-change-notice",
            "appointment-last-reminder",
            "appointment-preparation")) {
      for (String given : List.of("Ana", "\u0141ukasz")) {
        Text text =
            written(
                shipped(name), TestMessages.about(WAY, "US", given, language), Channel.SMS, false);

        assertThat(text.body()).as(name).contains(PAGE).doesNotContain("Hill House", "forms.");
        assertThat(SmsLength.of(text.body()).segments()).as(name).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void whatHasNothingToLeaveOutStaysAsItIs() {
    Template reminder = shipped("appointment-reminder");
    Template nowhere =
        new Template(
            "t|1",
            "care",
            List.of(sms("{{visitTime}}{{#parking}} {{parking}}{{/parking}}")),
            false);

    for (Template template : List.of(reminder, nowhere)) {
      assertThat(text(template, "en", WAY, Channel.SMS, false))
          .isEqualTo(text(template, "en", WAY, Channel.SMS, true));
    }
  }

  @Test
  void aTextThatCannotDoWithoutThePlaceGivesWayToTheGenericOne() {
    Template bare =
        new Template(
            "t|1",
            "care",
            List.of(
                sms("Come to {{locationName}}, {{clinicName}}. {{clinicPhone}}. STOP to opt out")),
            false);

    assertThat(text(bare, "en", WAY, Channel.SMS, false).body())
        .startsWith("Lakeside: we have news for you. Please call +1 416 555 0100.")
        .contains(PAGE)
        .doesNotContain("Come to", "Hill House");
    assertThat(text(bare, "en", WAY, Channel.SMS, true).body()).contains("Come to Hill House");
  }

  @Test
  void theServiceStaysAndALinkOnlyStandsOnceInTheTextWhereverItIsAskedFor() {
    int[] made = new int[1];
    Extras counting = new Extras(null, () -> PAGE + ++made[0], () -> null, kind -> null);
    Template answerable =
        new Template(
            "t|1",
            "care",
            List.of(
                new Variant(
                    "en",
                    "email",
                    "s",
                    "{{visitTime}}{{#locationName}}, {{locationName}}{{/locationName}}\n\n{{link}}")),
            false);

    String body =
        texts(answerable)
            .of(TestMessages.about(WAY, "US"), Channel.EMAIL, counting, false)
            .orElseThrow()
            .body();

    assertThat(body).contains(PAGE + 1, "What to know before your visit").doesNotContain(PAGE + 2);
  }

  @Test
  void aSensitiveVisitIsToldInTheDiscreetWordsAsEver() {
    Surroundings sensitive = new Surroundings(true, false, WAY.instructions());

    assertThat(text(shipped("appointment-confirmation"), "en", sensitive, Channel.EMAIL, false))
        .isEqualTo(text(shipped("appointment-confirmation"), "en", sensitive, Channel.EMAIL, true));
  }

  private static String firstLine(Text text) {
    return text.body().split("\n\n")[1];
  }

  private static Variant sms(String body) {
    return new Variant("en", "sms", null, body);
  }

  private static Text text(
      Template template, String language, Surroundings way, Channel channel, boolean noticed) {
    return written(template, TestMessages.about(way, "US", "Ana", language), channel, noticed);
  }

  private static Text written(
      Template template, DueMessage message, Channel channel, boolean noticed) {
    return texts(template).of(message, channel, LINKS, noticed).orElseThrow();
  }

  private static MessageText texts(Template template) {
    return new MessageText(
        canonical -> Optional.of(template),
        new Rendering(),
        null,
        new DiscreetTexts(SETTINGS, new SensitiveWords()),
        new VisitNotes("forms.example", "https://rapport.clinic.example", "+1 416 555 0100"),
        new InquiryNotes(Clock.systemUTC()),
        SETTINGS);
  }

  private static Template shipped(String name) {
    InputStream file =
        UntoldTextsTest.class.getResourceAsStream(
            "/rapport-profiles/ActivityDefinition-" + name + ".json");
    return Templates.message(FHIR.newJsonParser().parseResource(ActivityDefinition.class, file));
  }
}
