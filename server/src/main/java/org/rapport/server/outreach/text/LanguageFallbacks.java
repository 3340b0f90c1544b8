package org.rapport.server.outreach.text;

import io.micrometer.core.instrument.MeterRegistry;
import org.rapport.server.words.Languages;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * Counts messages that went out in another language than the patient's, as there was no text in it
 * (policy R31): the metric {@code rapport_template_language_fallback_total}. Its labels are
 * languages and channels, and nothing of anybody.
 */
@Component
public class LanguageFallbacks {
  static final String METRIC = "rapport.template.language.fallback";

  private final MeterRegistry meters;

  LanguageFallbacks(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Whether a text is in another language than was wanted; regions do not count. */
  public static boolean is(String wanted, String used) {
    return !base(wanted).equals(base(used));
  }

  /** Counts a text that is in another language than was wanted. */
  public void count(String wanted, String used, Channel channel) {
    if (is(wanted, used)) {
      meters
          .counter(METRIC, "wanted", base(wanted), "used", base(used), "channel", channel.code())
          .increment();
    }
  }

  // Whatever a record says in place of a language does not become a label.
  private static String base(String language) {
    String base = Languages.base(language);
    return base.matches("[a-z]{2,3}") ? base : "other";
  }
}
