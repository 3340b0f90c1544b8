package org.rapport.server.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  private final Words phrases = Words.in("rapport-phrases");

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "fr, ARRET : cesser",
        "FR-ca, ARRET : cesser",
        "es_MX, ALTO: no recibir más",
        "en, STOP to opt out",
        "de, STOP to opt out",
        "'', STOP to opt out",
        "none, STOP to opt out"
      })
  void theBaseOfATagDecides_elseEnglish(String tag, String words) {
    assertThat(phrases.text(tag, "stop")).isEqualTo(words);
    assertThat(phrases.words(tag)).containsEntry("stop", words);
  }

  @Test
  void whatALanguageDoesNotSayIsNotSaidInEnglish() {
    assertThat(phrases.text("fr", "nothing")).isNull();
    assertThat(phrases.text("fr", "nothing", "stop")).isEqualTo("ARRET : cesser");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rapport-phrases",
        "rapport-pages",
        "rapport-sign-in",
        "rapport-discreet",
        "rapport-unencrypted"
      })
  void everyLanguageSaysTheSameThings(String folder) {
    Words words = Words.in(folder);
    for (String language : Languages.SHIPPED) {
      assertThat(words.words(language).keySet()).isEqualTo(words.words(null).keySet());
    }
  }

  @Test
  void aFolderWithoutALanguageIsRefused() {
    assertThatThrownBy(() -> Words.in("rapport-nowhere"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/rapport-nowhere/");
  }
}
