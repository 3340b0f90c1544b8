package org.rapport.server.outreach.text;

import java.util.List;
import java.util.Optional;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.outreach.gate.Gate;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.gate.RuleResult.Outcome;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/**
 * What the gate says of a finished text (policy, order of the gate, 3): words, links, reply words
 * and length. Names what it refuses, never the text. Thread-safe.
 */
@Component
public final class ContentRules {
  private static final String RULE = "content";
  private static final String SAFE = "Rapport, docs/two-way.md#what-texts-may-say";
  private static final String BREAKER = "Rapport, docs/policy.md#house-rules";

  /** A template is read by thousands; what staff write to one person may be longer. */
  private static final int TEMPLATE_SEGMENTS = 3;

  private static final int WRITTEN_SEGMENTS = 10;

  private final SensitiveWords words;
  private final LinkRules links;

  public ContentRules(SensitiveWords words, RapportSettings settings) {
    this.words = words;
    this.links =
        new LinkRules(
            settings.publicBase(),
            settings.content() == null ? null : settings.content().linkHosts());
  }

  /**
   * Whether there is a text, and whether it may go on this channel.
   *
   * @param written by staff, for this patient alone
   * @param fixed one of our own answers, whose words are not for anybody to change
   * @param withoutNotice rows by which it should not tell all, as the patient was not told that the
   *     channel is not encrypted
   */
  public RuleResult of(
      Optional<Text> text,
      Channel channel,
      boolean written,
      boolean fixed,
      List<PolicyRow> withoutNotice) {
    if (text.isEmpty()) {
      return refused("there is no text for " + channel.code() + " that may go", SAFE);
    }
    String all = text.get().subject() == null ? "" : text.get().subject() + "\n";
    all += text.get().body();
    if (!fixed) {
      Optional<String> list = words.language(all);
      if (list.isPresent()) {
        return refused("it has a word of the sensitive list " + list.get(), SAFE);
      }
      if (!links.allow(all)) {
        return refused("it links to a host that is not allowed, or not by https", SAFE);
      }
      if (ReplyPrompts.misuse(all)) {
        return refused("it asks for a reply with a word that opts out", "R03: " + SAFE);
      }
    }
    String detail = "a text in " + text.get().language();
    if (channel == Channel.SMS) {
      SmsLength length = SmsLength.of(text.get().body());
      int most = written ? WRITTEN_SEGMENTS : TEMPLATE_SEGMENTS;
      String said =
          length.units() + (length.gsm() ? " septets, " : " UCS-2 units, ") + length.segments();
      if (length.segments() > most) {
        return refused("it is too long: " + said + " parts, at most " + most, "R08: " + SAFE);
      }
      detail += ", " + said + (length.segments() == 1 ? " part" : " parts");
    }
    if (withoutNotice.isEmpty()) {
      return RuleResult.pass(RULE, detail, SAFE);
    }
    detail += "; no notice that " + channel.code() + " is not encrypted is documented, ";
    // What a person wrote is not ours to shorten; they can read here what is missing before it
    // goes.
    detail += written ? "and staff wrote the words" : "so it does not tell the place and the way";
    return RuleResult.pass(RULE, detail, Gate.citations(withoutNotice) + "; " + SAFE);
  }

  /** The circuit breaker, by how many equal bodies went to the address before in its window. */
  public static RuleResult identicalBodies(int before, int most) {
    return before < most
        ? RuleResult.pass(RuleResult.IDENTICAL_BODY, before + " equal bodies went before", BREAKER)
        : new RuleResult(
            RuleResult.IDENTICAL_BODY,
            Outcome.REFUSE,
            NotDoneReason.FREQUENCY_CAP.code() + ": " + before + " equal bodies went before",
            BREAKER);
  }

  private static RuleResult refused(String detail, String source) {
    return new RuleResult(
        RULE, Outcome.REFUSE, NotDoneReason.UNSAFE_CONTENT.code() + ": " + detail, source);
  }
}
