package org.rapport.server.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rapport.server.inbound.Meaning.Kind;

/** Whatever is typed: only a word of the start family un-stops, and a stop word is never lost. */
class ReadTextPropertyTest {
  private static final Set<String> START =
      Set.of(
          "start",
          "unstop",
          "un stop",
          "iniciar",
          "inicio",
          "empezar",
          "reanudar",
          "reprendre",
          "recommencer");

  private final ReadText reader = new ReadText();

  @Property
  void nothingButAStartWordIsAStart(@ForAll("texts") String text) {
    if (reader.read(text).kind() == Kind.START) {
      String plain = Words.shipped().bare(Normal.of(text));
      assertThat(START).contains(plain);
    }
  }

  @Property
  void aStopWordAmongPunctuationAndCourtesiesIsAStop(
      @ForAll("stops") String stop, @ForAll("noise") String before, @ForAll("noise") String after) {
    assertThat(reader.read(before + stop + after).kind()).isEqualTo(Kind.STOP);
  }

  @Property
  void readingNeverFails(@ForAll String text) {
    assertThat(reader.read(text).kind()).isNotNull();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> word =
        Arbitraries.of(
            "start", "START", "stop", "yes", "please", "restart", "me", "the", "texts", "Ｓｔａｒｔ",
            "ok", "begin", "c", "resume", "inicio", "oui", "!", "🙂", "again", "unstop");
    return word.list().ofMaxSize(5).map(words -> String.join(" ", words));
  }

  @Provide
  Arbitrary<String> stops() {
    return Arbitraries.of(
        List.of(
            "stop",
            "Stop",
            "STOP",
            "ＳＴＯＰ",
            "quit",
            "END",
            "revoke",
            "opt out",
            "Cancel",
            "unsubscribe",
            "STOPALL",
            "stop all",
            "optout",
            "OPT-OUT",
            "remove",
            "ARRÊT",
            "arret",
            "arrêtez",
            "alto",
            "PARAR"));
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.of(
        "", " ", "!", " please ", ". ", " 🛑 ", "\"", " gracias ", " merci ", "\n");
  }
}
