package org.rapport.server.outreach.release;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.gate.Gate;
import org.rapport.server.outreach.gate.Gate.Examination;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.text.ContentRules;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/**
 * What is to come of a due message: the gate is asked, the text is written, and its content is
 * judged. Release, explanation, preview and simulation all ask here, so that they cannot disagree.
 * Records nothing; thread-safe.
 */
@Component
class Judgement {
  private final Gate gate;
  private final ContentRules contentRules;

  Judgement(Gate gate, ContentRules contentRules) {
    this.gate = gate;
    this.contentRules = contentRules;
  }

  /** Writes a message that the gate lets go. */
  @FunctionalInterface
  interface Writing<W> {
    /**
     * The message, or empty where there is no text for it that may go.
     *
     * @param noticed whether the patient may be told all on this channel
     */
    Optional<W> write(Route route, boolean noticed);
  }

  /**
   * What is to come of a message.
   *
   * @param gate what the gate alone said
   * @param verdict of the gate and of all that comes after it
   * @param rules what every rule that was asked said, in order
   * @param written null unless it may go
   */
  record Judged<W>(Examination gate, Verdict verdict, List<RuleResult> rules, W written) {
    /** A number that a register is to be asked about, where it is not refused for other reasons. */
    Optional<Route> unasked() {
      return gate.unasked().filter(number -> gate.open());
    }
  }

  /**
   * A text and what the rules on content say of it.
   *
   * @param written empty where there is none for the channel
   */
  record Content<W>(Optional<W> written, RuleResult rule) {
    boolean passes() {
      return rule.outcome() == RuleResult.Outcome.PASS;
    }
  }

  /**
   * Judges one message.
   *
   * @param spokenFor whether another message has named its visit
   * @param writing is asked once the gate lets it go
   * @param words of what it wrote
   */
  <W> Judged<W> of(
      DueMessage message,
      Question question,
      boolean spokenFor,
      Instant now,
      Writing<W> writing,
      Function<W, Text> words) {
    Examination said = gate.examine(question, now);
    if (!(said.verdict() instanceof Verdict.Release release)) {
      return new Judged<>(said, said.verdict(), said.rules(), null);
    }
    if (spokenFor) {
      return refused(said, NotDoneReason.FREQUENCY_CAP, Collapse.spokenFor());
    }
    Channel channel = release.route().channel();
    List<PolicyRow> withoutNotice = question.withoutNotice(channel, now);
    Content<W> content =
        content(
            message,
            channel,
            withoutNotice,
            noticed -> writing.write(release.route(), noticed),
            words);
    return content.passes()
        ? new Judged<>(
            said, release, with(said.rules(), content.rule()), content.written().orElseThrow())
        : refused(said, NotDoneReason.UNSAFE_CONTENT, content.rule());
  }

  /** Writes a message for a channel and judges what it says, not whether it may go. */
  <W> Content<W> content(
      DueMessage message,
      Channel channel,
      List<PolicyRow> withoutNotice,
      Function<Boolean, Optional<W>> writing,
      Function<W, Text> words) {
    Optional<W> written = writing.apply(withoutNotice.isEmpty());
    return new Content<>(
        written,
        contentRules.of(
            written.map(words),
            channel,
            message.request().wording().manual(),
            message.answer() != null,
            withoutNotice));
  }

  /** What the rules said with one more. */
  static List<RuleResult> with(List<RuleResult> rules, RuleResult more) {
    List<RuleResult> all = new ArrayList<>(rules);
    all.add(more);
    return List.copyOf(all);
  }

  private static <W> Judged<W> refused(Examination said, NotDoneReason reason, RuleResult rule) {
    return new Judged<>(said, new Verdict.Refuse(reason), with(said.rules(), rule), null);
  }
}
