package org.rapport.server.console.why;

import java.util.List;
import org.hl7.fhir.r4.model.Parameters;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Parts;
import org.rapport.terminology.Coded;
import org.rapport.terminology.NotDoneReason;

/** The answer of {@code $explain}, for pages. */
public final class Explained {
  private Explained() {}

  /**
   * A rule that was asked.
   *
   * @param detail what it found; empty: nothing to say
   * @param source law or document that it rests on; empty: none
   * @param title what it is called
   */
  public record Rule(String name, String verdict, String detail, String source, String title) {
    /** Whether it had nothing against the message. */
    public boolean passed() {
      return verdict.equals("pass") || verdict.equals("ok") || verdict.equals("release");
    }
  }

  /** Its rules, in order. */
  public static List<Rule> rules(Desk desk, Parameters answer) {
    return Parts.of(answer, "rule").stream()
        .map(
            one ->
                new Rule(
                    Parts.text(one, "name"),
                    Parts.text(one, "verdict"),
                    Parts.text(one, "detail"),
                    Parts.text(one, "source"),
                    title(desk, Parts.text(one, "name"))))
        .toList();
  }

  /** What a rule is called; its name where it is one that there are no words for. */
  public static String title(Desk desk, String rule) {
    return desk.words().or("gate." + rule, rule);
  }

  /** A verdict in words. */
  public static String verdict(Desk desk, String code) {
    return desk.words()
        .or(
            "verdict." + code,
            Coded.find(NotDoneReason.values(), code).map(reason -> desk.name(reason)).orElse(code));
  }
}
