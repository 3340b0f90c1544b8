package org.rapport.server.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.Template.Variant;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.config.RapportSettings.Clinic;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.MessageText.Extras;
import org.rapport.server.outreach.MessageText.Text;
import org.rapport.terminology.Channel;

/** What a message says, once its template is known. */
class MessageTextTest {
  private static final ZoneId TORONTO = ZoneId.of("America/Toronto");
  private static final Variant ENGLISH =
      new Variant(
          "en", "sms", null, "{{clinicName}}: {{visitDate}} {{visitTime}}, {{clinicPhone}}");
  private static final Variant FRENCH =
      new Variant("fr", "sms", null, "{{clinicName}} : {{visitDate}} {{visitTime}}");

  private final MessageText texts =
      new MessageText(
          null,
          new Rendering(),
          null,
          new VisitNotes("forms.example", "https://clinic.example", "+1 416 555 0100"),
          new RapportSettings(
              null,
              null,
              "all",
              null,
              null,
              null,
              null,
              new Clinic("Lakeside", "+1 416 555 0100", "1 Lake St", TORONTO),
              null,
              null,
              null,
              null,
              null,
              null));

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
    assertThat(texts.of(message("en", null, "Hi {{given}} \n"), Channel.EMAIL, Extras.NONE))
        .contains(new Text("Lakeside", "Hi {{given}}", "en", null));
    assertThat(texts.of(message("en", null, " "), Channel.SMS, Extras.NONE)).isEmpty();
  }

  private Optional<Text> text(List<Variant> variants, String language) {
    return texts.filled(
        new Template("https://clinic.example/t|1", "care", variants, false),
        message(language, "reminder", null),
        Channel.SMS,
        Extras.NONE);
  }

  private static DueMessage message(String language, String step, String payload) {
    return new DueMessage(
        "request-1",
        1,
        "patient-1",
        1,
        PatientState.ACTIVE,
        "Ana",
        language,
        TORONTO,
        TORONTO,
        step,
        "https://clinic.example/t|1",
        payload,
        "care",
        null,
        TestQuestions.DUE,
        null,
        null,
        "active",
        null,
        "visit-1",
        1L,
        "booked",
        Instant.parse("2027-03-15T18:05:00Z"),
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        Surroundings.NONE);
  }
}
