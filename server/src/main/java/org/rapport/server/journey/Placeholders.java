package org.rapport.server.journey;

import com.github.mustachejava.Code;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import com.github.mustachejava.codes.CommentCode;
import com.github.mustachejava.codes.IterableCode;
import java.io.StringReader;
import java.util.function.Predicate;

/**
 * The placeholders of a template, as the library that fills it reads them: with changed delimiters,
 * in sections, unescaped. Pure and thread-safe.
 */
public final class Placeholders {
  private static final DefaultMustacheFactory FACTORY =
      new DefaultMustacheFactory(
          name -> {
            throw new MustacheException("A template has no parts in other files");
          });

  private Placeholders() {}

  /**
   * Whether all that a text has a place for passes; false for a text that cannot be read.
   *
   * @param name is asked of each, and of the names that optional parts depend on
   */
  public static boolean all(String text, Predicate<String> name) {
    return read(text, code -> passes(code, name, false));
  }

  /**
   * Whether all passes when the optional parts have fallen away whose name does not: those that are
   * there only with its value, or only without.
   */
  public static boolean allWithoutOptional(String text, Predicate<String> name) {
    return read(text, code -> passes(code, name, true));
  }

  private static boolean read(String text, Predicate<Code> passes) {
    Mustache mustache;
    try {
      mustache = FACTORY.compile(new StringReader(text), "text");
    } catch (MustacheException e) {
      return false;
    }
    return within(mustache.getCodes(), passes);
  }

  private static boolean within(Code[] codes, Predicate<Code> passes) {
    if (codes != null) {
      for (Code code : codes) {
        if (!passes.test(code)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean passes(Code code, Predicate<String> name, boolean fallsAway) {
    if (code instanceof CommentCode) {
      return true;
    }
    if (code.getName() != null && !name.test(code.getName())) {
      return fallsAway && code instanceof IterableCode;
    }
    return within(code.getCodes(), inner -> passes(inner, name, fallsAway));
  }
}
