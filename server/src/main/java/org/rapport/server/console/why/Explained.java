package org.rapport.server.console.why;

import java.util.List;
import java.util.Optional;
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
   * @param own whether that is in the language of the page, and not as it was written down
   * @param source law or document that it rests on; empty: none
   * @param title what it is called
   */
  public record Rule(
      String name, String verdict, String detail, boolean own, String source, String title) {
    /** Whether it had nothing against the message. */
    public boolean passed() {
      return verdict.equals("pass") || verdict.equals("ok") || verdict.equals("release");
    }
  }

  /** Its rules, in order. */
  public static List<Rule> rules(Desk desk, Parameters answer) {
    RuleWords said = new RuleWords(desk.words(), desk.names(), desk.times());
    return Parts.of(answer, "rule").stream()
        .map(
            one -> {
              String detail = Parts.text(one, "detail");
              Optional<String> own = said.say(detail);
              return new Rule(
                  Parts.text(one, "name"),
                  Parts.text(one, "verdict"),
                  own.orElse(detail),
                  own.isPresent(),
                  Parts.text(one, "source"),
                  title(desk, Parts.text(one, "name")));
            })
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
