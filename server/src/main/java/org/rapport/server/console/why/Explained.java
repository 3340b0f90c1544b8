package org.rapport.server.console.why;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.rapport.server.console.Desk;
import org.rapport.terminology.Coded;
import org.rapport.terminology.NotDoneReason;

/** The answer of {@code $explain}, for pages. */
public final class Explained {
  private Explained() {}

  /**
   * A rule that was asked.
   *
   * @param detail what it found; null: nothing to say
   * @param source law or document that it rests on; null: none
   */
  public record Rule(String name, String verdict, String detail, String source) {
    /** Whether it had nothing against the message. */
    public boolean passed() {
      return verdict.equals("pass") || verdict.equals("ok") || verdict.equals("release");
    }
  }

  /** Its rules, in order. */
  public static List<Rule> rules(Parameters answer) {
    List<Rule> rules = new ArrayList<>();
    for (ParametersParameterComponent one : answer.getParameter()) {
      if (one.getName().equals("rule")) {
        rules.add(
            new Rule(
                part(one, "name"), part(one, "verdict"), part(one, "detail"), part(one, "source")));
      }
    }
    return rules;
  }

  /** A verdict in words. */
  public static String verdict(Desk desk, String code) {
    String key = "verdict." + code;
    if (desk.words().has(key)) {
      return desk.words().say(key);
    }
    return Coded.find(NotDoneReason.values(), code)
        .map(reason -> desk.names().of(reason, desk.language()))
        .orElse(code);
  }

  private static String part(ParametersParameterComponent one, String name) {
    return one.getPart().stream()
        .filter(part -> part.getName().equals(name) && part.getValue() != null)
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }
}
