package org.rapport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.rapport.server.console.why.RuleWords;
import org.rapport.server.outreach.gate.RuleResult;

/** What rules say, held to what the console can say in each language: for the tests of rules. */
public final class ToldRules {
  private static final List<RuleWords> LANGUAGES = languages();

  private ToldRules() {}

  private static List<RuleWords> languages() {
    try {
      CodeNames names = new CodeNames();
      return Stream.of("en", "fr", "es")
          .map(Words::in)
          .map(
              words ->
                  new RuleWords(
                      words,
                      names,
                      new Times(
                          ZoneId.of("America/Toronto"),
                          Instant.parse("2027-03-01T17:00:00Z"),
                          words)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails where one of them found something that there are no words for. */
  public static void areTold(Collection<RuleResult> rules) {
    for (RuleResult rule : rules) {
      for (RuleWords language : LANGUAGES) {
        assertThat(language.say(rule.detail()))
            .as("%s: %s", rule.rule(), rule.detail())
            .isPresent();
      }
    }
  }
}
