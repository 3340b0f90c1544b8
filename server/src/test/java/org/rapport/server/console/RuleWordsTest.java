package org.rapport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.console.why.RuleWords;

/** What rules found, as it was written down and as it is told. */
class RuleWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the request is active | le message est toujours prévu",
        "it is due since 2027-03-01T15:00:00Z | il est dû depuis lun. 1 mars 10:00",
        "it is not due yet, until 2027-03-02T15:00:00Z"
            + " | ce n’est pas encore le moment, jusqu’au mar. 2 mars 10:00",
        "appointment is permitted on sms | Rendez-vous : permis, par SMS",
        "there is a usable address of who acts for the patient, who is not of age, for sms"
            + " | il y a une adresse utilisable (celle du représentant, la personne étant mineure) · SMS",
        "inside the hours in America/Toronto, CA-ON; quiet by the patient's own word"
            + " (a Consent of category quiet-hours): 12:00-14:00"
            + " | pendant les heures permises (America/Toronto, CA-ON) ; silence à la demande de la"
            + " personne : 12:00-14:00",
        "a text in fr, 120 septets, 1 part | un texte en français, 120 caractères, une partie",
        "a text in en, 300 UCS-2 units, 5 parts"
            + " | un texte en anglais, 300 caractères, 5 parties ; une lettre hors de l’alphabet des"
            + " SMS raccourcit les parties",
        "it is too long: 500 septets, 4 parts, at most 3"
            + " | il est trop long : 4 parties, au plus 3"
      })
  void isToldInFrench(String written, String told) throws IOException {
    assertThat(words("fr").say(written).map(RuleWordsTest::plain)).contains(told);
  }

  @Test
  void aRefusalBeginsWithItsReason_andWhatIsNoSentenceOfOursIsNotTold() throws IOException {
    assertThat(
            words("es")
                .say("no-consent: care is permitted on no channel that there is an address for"))
        .get()
        .asString()
        .contains(": ")
        .doesNotContain("no-consent", "permitted");
    assertThat(words("es").say("something else entirely")).isEmpty();
    assertThat(words("en").say("note: the request is active")).isEmpty();
  }

  private static RuleWords words(String language) throws IOException {
    Words words = Words.in(language);
    return new RuleWords(
        words,
        new CodeNames(),
        new Times(ZoneId.of("America/Toronto"), Instant.parse("2027-03-01T17:00:00Z"), words));
  }

  private static String plain(String told) {
    return told.replaceAll("[\\u00a0\\u202f]", " ");
  }
}
