package org.rapport.server.console.campaign;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Parts;
import org.rapport.server.console.Query;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;

/**
 * Whom a message to a segment would reach now, by the gate that judges it when it goes.
 *
 * @param members of the segment
 * @param reachable of them
 * @param channels how many by each
 * @param reasons why the others would not be written to, how many each
 */
public record Reach(
    String members, String reachable, List<Frame.Option> channels, List<Frame.Option> reasons) {

  /**
   * Where to ask.
   *
   * @param purpose code of an outreach purpose
   * @param channel code of the only one; null: each goes by the best that is permitted
   */
  static String url(String segment, String purpose, String channel) {
    return Query.of("Group/" + segment + "/$reach")
        .with("purpose", purpose)
        .with("channel", channel)
        .toString();
  }

  /** Reads the answer; null where there is none. */
  static Reach of(Desk desk, Parameters answer) {
    if (answer == null) {
      return null;
    }
    List<Frame.Option> channels = new ArrayList<>();
    List<Frame.Option> reasons = new ArrayList<>();
    for (ParametersParameterComponent one : answer.getParameter()) {
      String code = Parts.text(one, "code");
      if (one.getName().equals("channel")) {
        channels.add(
            new Frame.Option(few(desk, Parts.text(one, "count")), desk.name(Channel.SYSTEM, code)));
      } else if (one.getName().equals("reason")) {
        reasons.add(
            new Frame.Option(
                few(desk, Parts.text(one, "count")), desk.name(NotDoneReason.SYSTEM, code)));
      }
    }
    return new Reach(
        few(desk, Parts.text(answer, "members")),
        few(desk, Parts.text(answer, "reachable")),
        channels,
        reasons);
  }

  /** A figure; what is hidden, as it is too small to be told, is said to be. */
  static String few(Desk desk, String figure) {
    return figure.isEmpty() ? desk.words().say("figure.few") : figure;
  }
}
