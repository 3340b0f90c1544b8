package org.rapport.server.outreach.gate;

import static org.rapport.server.outreach.gate.Gate.HOUSE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.OwnHours;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.policy.Policy;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** Is it timely? Hours and caps (policy, "Order of the gate", 4). Pure. */
final class TimelyRules {
  /** An acknowledgement answers what the patient did in the last 15 minutes, at any hour. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  private final CivilTime time;
  private final QuietHours hours;
  private final FrequencyCaps caps;

  TimelyRules(CivilTime time, Policy policy) {
    this.time = time;
    this.hours = new QuietHours(policy, time);
    this.caps = new FrequencyCaps(policy, time);
  }

  void ask(Question question, Optional<Route> route, Instant now, GateFile file) {
    if (route.isPresent()) {
      hours(question, route.get(), now, file);
      frequency(question, route.get(), now, file);
    } else {
      file.notAsked("quiet-hours");
      file.notAsked("frequency-cap");
    }
  }

  private void hours(Question question, Route route, Instant now, GateFile file) {
    if (question.purpose() == OutreachPurpose.ACKNOWLEDGEMENT
        && now.isBefore(question.request().window().due().plus(FRESH))) {
      file.pass("quiet-hours", "it answers what the patient has just done", HOUSE);
      return;
    }
    String purpose = question.purpose().code();
    String channel = route.channel().code();
    String source =
        Gate.citations(
            hours.rows(
                question.place(),
                purpose,
                channel,
                time.local(now, question.zone()).toLocalDate()));
    Instant next = next(question, channel, now);
    String zone = "in " + question.zone() + ", " + question.place() + own(question);
    if (!next.isAfter(now)) {
      file.pass("quiet-hours", "inside the hours " + zone, source);
    } else if (question.useful(next) && !next.equals(Instant.MAX)) {
      file.defer("quiet-hours", next, "outside the hours " + zone, source);
    } else {
      file.refuse(
          "quiet-hours",
          NotDoneReason.QUIET_HOURS_EXPIRED,
          "outside the hours " + zone + ", and not useful any more when they open",
          source);
    }
  }

  private void frequency(Question question, Route route, Instant now, GateFile file) {
    if (question.purpose() == OutreachPurpose.ACKNOWLEDGEMENT || question.limits().uncounted()) {
      file.pass("frequency-cap", "answers and confirmations are not counted", HOUSE);
      return;
    }
    Optional<FrequencyCaps.Reached> reached =
        caps.reached(
            question.place(),
            question.purpose(),
            route.channel().code(),
            question.zone(),
            question.limits().traffic(),
            now);
    if (reached.isEmpty()) {
      file.pass("frequency-cap", "there is room under every cap", HOUSE);
      return;
    }
    String source = Gate.citations(List.of(reached.get().row()));
    String detail = reached.get().counted() + " went out, or room is kept for what matters more";
    Instant until = reached.get().until();
    Instant opens =
        until.equals(Instant.MAX) ? until : next(question, route.channel().code(), until);
    if (question.useful(opens) && !opens.equals(Instant.MAX) && beforeVisit(question, opens)) {
      file.defer("frequency-cap", opens, detail, source);
    } else {
      file.refuse("frequency-cap", NotDoneReason.FREQUENCY_CAP, detail, source);
    }
  }

  private Instant next(Question question, String channel, Instant from) {
    return hours.next(
        question.place(),
        question.purpose().code(),
        channel,
        question.zone(),
        question.contacts().quiet(),
        from);
  }

  private static String own(Question question) {
    List<OwnHours> quiet = question.contacts().quiet();
    return quiet.isEmpty()
        ? ""
        : "; quiet by the patient's own word (a Consent of category quiet-hours): "
            + quiet.stream().map(OwnHours::toString).collect(Collectors.joining(", "));
  }

  private static boolean beforeVisit(Question question, Instant at) {
    Instant anchor = question.request().window().anchor();
    return anchor == null || at.isBefore(anchor);
  }
}
