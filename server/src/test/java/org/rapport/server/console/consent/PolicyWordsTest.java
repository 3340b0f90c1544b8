package org.rapport.server.console.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.console.Words;

/** Rows of the policy as the API tells them, and as the page does. */
class PolicyWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "basis | implied-transaction for P2Y | tenu pour un oui après une visite, pendant 24 mois",
        "basis | explicit | un oui explicite",
        "basis | express, confirmed on sms, voice | un oui exprès, confirmé par SMS, VOICE",
        "basis | relationship | être notre patient, sauf refus",
        "cap | at most 2 a day of the patient's calendar | au plus 2 par jour civil",
        "cap | at most 5 in PT168H | au plus 5 en 7 jours",
        "cap | at most 3 in PT24H | au plus 3 en 24 heures",
        "register | a register of numbers is asked, again after PT720H"
            + " | un registre des numéros est consulté, à nouveau après 30 jours",
        "minor | of age at 18, told alone of what is sensitive from 12"
            + " | majeur à 18 ans ; dès 12 ans, informé seul de ce qui est sensible",
        "revocation | an opt-out reaches every purpose | une désinscription vaut pour tout",
        "sender | registered: campaign C1 | enregistré : campaign C1"
      })
  void isToldInFrench(String kind, String rule, String told) {
    assertThat(words("fr").say(kind, rule)).isEqualTo(told);
  }

  @Test
  void daysWithTheSameHoursAreOne() {
    String hours = "09:00-18:00";
    assertThat(
            words("fr")
                .say(
                    "hours",
                    "Mon %1$s, Tue %1$s, Wed %1$s, Thu %1$s, Fri %1$s, Sat 10:00-17:00, Sun closed"
                        .formatted(hours)))
        .isEqualTo("lun.–ven. 09:00–18:00, sam. 10:00–17:00, dim. fermé");
    assertThat(
            words("fr")
                .say(
                    "hours",
                    "Mon %1$s, Tue %1$s, Wed %1$s, Thu %1$s, Fri %1$s, Sat %1$s, Sun %1$s"
                        .formatted(hours)))
        .isEqualTo("tous les jours 09:00–18:00");
  }

  @Test
  void whatIsNoSentenceOfOursStaysAsItIs() {
    assertThat(words("es").say("cap", "as many as you like")).isEqualTo("as many as you like");
    assertThat(words("es").say("weather", "only in the rain")).isEqualTo("only in the rain");
  }

  private static PolicyWords words(String language) {
    return new PolicyWords(Words.in(language), code -> code.toUpperCase(Locale.ROOT));
  }
}
