package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.Surroundings;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.terminology.Channel;

/** What a place may say, what a sensitive visit must not tell, and the crisis lines. */
class VisitNotesTest {
  private final VisitNotes notes =
      new VisitNotes("forms.example, Maps.Example", "https://clinic.example/x", "+1 416 555 0100");

  private static Surroundings place(String sensitivity, VisitInstruction... instructions) {
    return new Surroundings(
        sensitivity != null, "mental-health".equals(sensitivity), List.of(instructions));
  }

  private Map<String, String> values(Surroundings surroundings, String language) {
    Map<String, String> values = new HashMap<>(Map.of("locationName", "Hill House"));
    notes.add(values, TestMessages.about(surroundings, null), language);
    return values;
  }

  @Test
  void theLanguageOfTheTextComesFirst_thenAnyLanguage_thenEnglish() {
    Surroundings all =
        place(
            null,
            new VisitInstruction("parking", "en", "Behind the house", null),
            new VisitInstruction("parking", null, "P", null),
            new VisitInstruction("parking", "fr", "Derrière la maison", null),
            new VisitInstruction("bring", "en", "Your glasses", null));

    assertThat(values(all, "fr-CA")).containsEntry("parking", "Derrière la maison");
    assertThat(values(all, "es")).containsEntry("parking", "P");
    assertThat(values(all, "es")).containsEntry("bring", "Your glasses");
    assertThat(values(all, "es").get("directions")).isNull();
  }

  @Test
  void aSensitiveVisitTellsNothingOfItsPlace() {
    Surroundings all =
        place(
            "sensitive",
            new VisitInstruction("directions", null, "Second floor", null),
            new VisitInstruction("paperwork", null, null, "https://forms.example/a"));

    assertThat(values(all, "en"))
        .doesNotContainKeys("locationName", "directions", "parking", "bring", "paperwork");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://forms.example/a?b=c",
        "https://maps.example/",
        "HTTPS://FORMS.EXAMPLE/",
        "https://clinic.example/forms"
      })
  void linksToAllowedHostsStand(String link) {
    assertThat(notes.allowed(link)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://forms.example/a",
        "https://evil.example/",
        "https://forms.example.evil.example/",
        "https://forms.example@evil.example/",
        "https://user@forms.example/",
        "javascript:alert(1)",
        "//forms.example/",
        "https:forms.example",
        "https://forms.example/ x",
        "not a link"
      })
  void otherLinksAreLeftOut(String link) {
    assertThat(notes.allowed(link)).isFalse();
    Surroundings place = place(null, new VisitInstruction("paperwork", null, null, link));
    assertThat(values(place, "en").get("paperwork")).isNull();
  }

  @Test
  void mailAboutMentalHealthNamesNumbersOfTheCountryOnce() {
    DueMessage gb = TestMessages.about(place("mental-health"), "GB");
    DueMessage unknown = TestMessages.about(place("mental-health"), null);

    String body = notes.withCrisisLines("Hello", gb, Channel.EMAIL, "en");

    assertThat(body).contains("116 123");
    assertThat(notes.withCrisisLines(body, gb, Channel.EMAIL, "en")).isEqualTo(body);
    assertThat(notes.withCrisisLines("Bonjour", unknown, Channel.EMAIL, "fr")).contains("9-8-8");
    assertThat(notes.withCrisisLines("Hello", gb, Channel.SMS, "en")).isEqualTo("Hello");
    assertThat(
            notes.withCrisisLines(
                "Hello", TestMessages.about(place("sensitive"), "GB"), Channel.EMAIL, "en"))
        .isEqualTo("Hello");
  }
}
