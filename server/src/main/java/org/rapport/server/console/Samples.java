package org.rapport.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.terminology.Channel;

/**
 * A message to many as somebody made up would get it, by channel and language; sent to who looks
 * where they want to see it on a telephone of their own.
 *
 * @param action where the form for that goes
 * @param may whether they may send it
 */
public record Samples(String action, List<Sample> all, boolean may) {
  private static final String PASS = "pass";

  /**
   * One.
   *
   * @param facts language that it is in, alphabet, parts
   * @param findings what is wrong with it
   */
  public record Sample(
      String channel,
      String channelName,
      String language,
      String languageName,
      String subject,
      String body,
      List<String> facts,
      List<String> findings) {}

  /** Where to ask, below the base. */
  public static String url(String type, String id) {
    return type + "/" + id + "/$sample";
  }

  /**
   * Reads the answer; null where there is none.
   *
   * @param page its path, without a slash at its end
   */
  public static Samples of(Desk desk, String page, Resource told, boolean may) {
    if (!(told instanceof Parameters answer)) {
      return null;
    }
    List<Sample> all = new ArrayList<>();
    for (ParametersParameterComponent one : answer.getParameter()) {
      String body = Parts.text(one, "body");
      // A channel that it has no words for is none of its channels.
      if (!body.isEmpty()) {
        all.add(sample(desk, one, body));
      }
    }
    return new Samples(page + "/test", all, may);
  }

  private static Sample sample(Desk desk, ParametersParameterComponent one, String body) {
    String channel = Parts.text(one, "channel");
    String language = Parts.text(one, "wantedLanguage");
    List<String> facts = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    String segments = Parts.text(one, "segments");
    if (!segments.isEmpty()) {
      facts.add(Parts.text(one, "alphabet"));
      facts.add(desk.words().say("template.parts", Integer.valueOf(segments)));
    }
    if ("true".equals(Parts.text(one, "fallback"))) {
      findings.add(desk.words().say("template.fallback"));
    }
    one.getPart().stream()
        .filter(part -> part.getName().equals("finding"))
        .filter(part -> !PASS.equals(Parts.text(part, "verdict")))
        .forEach(part -> findings.add(Parts.text(part, "detail")));
    String subject = Parts.text(one, "subject");
    return new Sample(
        channel,
        desk.name(Channel.SYSTEM, channel),
        language,
        Locale.forLanguageTag(language).getDisplayLanguage(desk.words().locale()),
        subject.isEmpty() ? null : subject,
        body,
        facts,
        findings);
  }

  /** Sends the one that the form names to who asks, and says on the next page what came of it. */
  public static Desk send(Desk desk, String type, String id) {
    Parameters in = new Parameters();
    in.addParameter("channel", new CodeType(desk.asked("channel", Channel.SMS.code())));
    if (desk.asked("language") != null) {
      in.addParameter("language", new CodeType(desk.asked("language")));
    }
    Parameters answer = desk.fhir().operate(type, id, "$test-send", in, Parameters.class);
    return desk.done("sample.outcome." + Parts.text(answer, "outcome"), Parts.text(answer, "to"));
  }
}
