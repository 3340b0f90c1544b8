package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.Template.Variant;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.config.RapportSettings.Clinic;
import org.rapport.server.config.TestSettings;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessage.Place;
import org.rapport.server.outreach.message.DueMessage.Visit;
import org.rapport.server.outreach.message.DueMessage.Wording;
import org.rapport.server.outreach.message.Surroundings;
import org.rapport.server.outreach.text.MessageText.Extras;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.terminology.Channel;

/** What a message says, once its template is known. */
class MessageTextTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final Variant ENGLISH =
      new Variant(
          "en", "sms", null, "{{clinicName}}: {{visitDate}} {{visitTime}}, {{clinicPhone}}");
  private static final Variant FRENCH =
      new Variant("fr", "sms", null, "{{clinicName}} : {{visitDate}} {{visitTime}}");

  private static final RapportSettings SETTINGS =
      TestSettings.of(new Clinic("Lakeside", "+1 416 555 0100", "1 Lake St", TORONTO));

  private final DiscreetTexts discreet = new DiscreetTexts(SETTINGS, new SensitiveWords());
  private final MessageText texts =
      new MessageText(
          null,
          new Rendering(),
          null,
          discreet,
          new VisitNotes("forms.example", "https://clinic.example", "+1 416 555 0100"),
          new InquiryNotes(Clock.systemUTC()),
          SETTINGS);
  private Sensitivity sensitivity = Sensitivity.NONE;

  @Test
  void whenTheTemplateLacksTheLanguage_thenDatesAreInTheLanguageOfTheText() {
    assertThat(text(List.of(ENGLISH), "fr").map(Text::body))
        .contains("Lakeside: Monday, March 15 2:05 PM, +1 416 555 0100");
    assertThat(text(List.of(ENGLISH, FRENCH), "fr-CA").map(Text::body))
        .contains("Lakeside : lundi 15 mars 14 h 05");
  }

  @Test
  void whenTheTemplateHasNoTextForTheChannel_thenThereIsNone() {
    assertThat(text(List.of(new Variant("en", "email", "s", "b")), "en")).isEmpty();
    assertThat(text(List.of(new Variant("en", "sms", null, "{{locationName}}")), "en")).isEmpty();
  }

  @Test
  void whenStaffWroteIt_thenItIsNotATemplate() {
    assertThat(texts.of(message("en", null, "Hi {{given}} \n"), Channel.EMAIL, Extras.NONE, true))
        .contains(new Text("Lakeside", "Hi {{given}}\n\nLakeside, +1 416 555 0100", "en", null));
    assertThat(texts.of(message("en", null, " "), Channel.SMS, Extras.NONE, true)).isEmpty();
  }

  @Test
  void whenTheVisitIsOfMentalHealth_thenEveryEmailHasACrisisLine() {
    sensitivity = Sensitivity.MENTAL_HEALTH;

    Text text =
        texts
            .of(message("fr", null, "Appelez-nous"), Channel.EMAIL, Extras.NONE, true)
            .orElseThrow();

    assertThat(text.body()).contains("9-8-8");
    assertThat(texts.of(message("fr", null, "Appelez-nous"), Channel.SMS, Extras.NONE, true))
        .hasValueSatisfying(
            sms -> assertThat(sms.body()).contains("ARRET").doesNotContain("9-8-8"));
  }

  @Test
  void whenTheVisitIsSensitive_thenTheGenericTextHasNoPlaceAndNoNameOfThePatient() {
    sensitivity = Sensitivity.SENSITIVE;
    for (String language : List.of("en", "fr", "es")) {
      DueMessage message = message(language, "reminder", null);
      for (Channel channel : List.of(Channel.SMS, Channel.EMAIL)) {
        Text text =
            texts
                .filled(discreet.template(message, "t|1"), message, channel, Extras.NONE)
                .orElseThrow();

        assertThat(text.body()).contains("Lakeside", "+1 416 555 0100").doesNotContain("Ana");
        assertThat(new SensitiveWords().language(text.body())).isEmpty();
        assertThat(text.template()).isEqualTo("t|1");
      }
    }
  }

  private Optional<Text> text(List<Variant> variants, String language) {
    return texts.filled(
        new Template("https://clinic.example/t|1", "care", variants, false),
        message(language, "reminder", null),
        Channel.SMS,
        Extras.NONE);
  }

  private DueMessage message(String language, String step, String payload) {
    DueMessage about =
        TestMessages.about(
            Surroundings.of(sensitivity, null),
            null,
            "Ana",
            language,
            new Wording(step, TestMessages.TEMPLATE, payload));
    Visit march =
        new Visit(
            about.visit().id(),
            about.visit().version(),
            about.visit().status(),
            Instant.parse("2027-03-15T18:05:00Z"),
            about.visit().clock());
    return new DueMessage(
        about.request(),
        about.recipient(),
        march,
        new Place(null, null, null),
        null,
        null,
        about.surroundings());
  }
}
