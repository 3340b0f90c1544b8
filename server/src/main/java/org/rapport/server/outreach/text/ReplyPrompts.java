package org.rapport.server.outreach.text;

import java.util.regex.Pattern;

/**
 * Words that opt out by law must not be asked for as an answer about a visit (policy, R03): the
 * patient would give up the visit and get every text stopped, or the other way round. Pure.
 */
final class ReplyPrompts {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final String ASK =
      "\\b(?:reply|text|send|answer|respond|r[ée]pondez|envoyez|textez|responda|env[ií]e|conteste)"
          + "(?:\\s+(?:with|back|par|con))?[\\s:]*[\"'“”«»‘’]?\\s*";

  /** Never an answer to anything. */
  private static final Pattern ALWAYS =
      Pattern.compile(
          ASK
              + "(?:cancel|end|quit|revoke|remove|annuler|cancelar)\\b(?!\\s+(?:us|me|it|to\\s+us))",
          FLAGS);

  /** STOP may only be offered for stopping. */
  private static final Pattern STOP =
      Pattern.compile(
          "\\b(?:stop|arr[eê]t|alto|parar)\\b[\"'“”«»‘’]?[^.;!?\\n]{0,30}"
              + "\\b(?:cancel|annuler|cancelar|reschedule|reporter)\\w*",
          FLAGS);

  private ReplyPrompts() {}

  /** Whether a text asks for such a word. */
  static boolean misuse(String text) {
    return ALWAYS.matcher(text).find() || STOP.matcher(text).find();
  }
}
