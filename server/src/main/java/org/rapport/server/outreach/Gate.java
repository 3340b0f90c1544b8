package org.rapport.server.outreach;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Choice;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.outreach.RuleResult.Outcome;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * The one gate, asked at the moment of sending: is the message still wanted, permitted, and timely?
 * (policy, "Order of the gate".) What a text may say is checked after it is rendered. The first
 * rule that says no decides; what every rule said is kept. Pure.
 */
public final class Gate {
  private static final String HOUSE = "Rapport policy, house rules";
  private static final String ORDER = "Rapport policy, order of the gate";
  private static final String AUTHORIZATION = "R19: 45 CFR 164.508(a)(3)";
  private static final String CONTRACT = "Rapport contract 3, Consent";

  /** An acknowledgement answers what the patient did in the last 15 minutes, at any hour. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  /** While a crisis waits for a person, what is planned waits; its end makes it due again. */
  private static final Duration LOOK_AGAIN = Duration.ofDays(1);

  private final CivilTime time;
  private final Policy policy;
  private final QuietHours hours;
  private final FrequencyCaps caps;

  public Gate(CivilTime time, Policy policy) {
    this.time = time;
    this.policy = policy;
    this.hours = new QuietHours(policy, time);
    this.caps = new FrequencyCaps(policy, time);
  }

  /**
   * What the gate is asked about.
   *
   * @param only the channel that staff chose, if they did
   * @param status of the CommunicationRequest
   * @param anchor the visit start it was planned for; null when it is not about a visit
   * @param visitStatus Appointment.status, or null when the visit is gone
   * @param zone whose wall clock the hours are in
   * @param answer what it answers, or null
   * @param crisis whether a crisis of the patient waits for a person
   * @param place whose law holds
   * @param traffic what went and is to go to the patient, as far as caps count it
   * @param paidOrSensitive a third party pays for it, or it touches a sensitive service
   * @param uncounted a confirmation or a cancellation, which no cap counts or holds back
   */
  public record Question(
      String status,
      OutreachPurpose purpose,
      Optional<Channel> only,
      Instant occurrence,
      Instant usefulUntil,
      Instant anchor,
      String visitStatus,
      Instant visitStart,
      PatientState patient,
      ContactBook contacts,
      ZoneId zone,
      Answer answer,
      boolean crisis,
      Jurisdiction place,
      Traffic traffic,
      boolean uncounted,
      boolean paidOrSensitive) {
    /** An acknowledgement that law or safety demand of any address, at once. */
    boolean required() {
      return answer != null
          && answer.kind().required()
          && purpose == OutreachPurpose.ACKNOWLEDGEMENT;
    }

    boolean useful(Instant at) {
      return usefulUntil == null || at.isBefore(usefulUntil);
    }
  }

  /** One of the fixed answers, to the address that it answers. */
  public record Answer(AnswerKind kind, Route to) {}

  /** What the gate answers. */
  public sealed interface Verdict {
    /** It may go now, this way. */
    record Release(Route route) implements Verdict {}

    /** Not now; ask again then. */
    record Defer(Instant until) implements Verdict {}

    /** Never. */
    record Refuse(NotDoneReason reason) implements Verdict {}

    /** It is not planned any more; nothing is to be recorded. */
    record Withdrawn() implements Verdict {}
  }

  /**
   * The verdict and what led to it.
   *
   * @param rules every rule in order; those after a rule that needs an address are not asked when
   *     there is none
   */
  public record Examination(Verdict verdict, List<RuleResult> rules) {}

  /** Judges one message at {@code now}. */
  public Verdict judge(Question question, Instant now) {
    return examine(question, now).verdict();
  }

  /** Judges one message at {@code now}, and says what each rule said. */
  public Examination examine(Question question, Instant now) {
    Case file = new Case();
    planned(question, file);
    patient(question, file);
    visit(question, now, file);
    due(question, now, file);
    useful(question, now, file);
    crisis(question, now, file);
    Optional<Route> route = route(question, now, file);
    authorization(question, route, now, file);
    if (route.isPresent()) {
      hours(question, route.get(), now, file);
      frequency(question, route.get(), now, file);
    } else {
      file.notAsked("quiet-hours");
      file.notAsked("frequency-cap");
    }
    return new Examination(
        file.decided == null ? new Verdict.Release(route.orElseThrow()) : file.decided,
        List.copyOf(file.rules));
  }

  /** Collects what rules say; the first that is not a pass decides. */
  private static final class Case {
    private final List<RuleResult> rules = new ArrayList<>();
    private Verdict decided;

    void pass(String rule, String detail, String source) {
      rules.add(RuleResult.pass(rule, detail, source));
    }

    void refuse(String rule, NotDoneReason reason, String detail, String source) {
      decide(new Verdict.Refuse(reason));
      rules.add(new RuleResult(rule, Outcome.REFUSE, reason.code() + ": " + detail, source));
    }

    void defer(String rule, Instant until, String detail, String source) {
      decide(new Verdict.Defer(until));
      rules.add(new RuleResult(rule, Outcome.DEFER, detail + ", until " + until, source));
    }

    void notAsked(String rule) {
      rules.add(new RuleResult(rule, Outcome.NOT_ASKED, "there is no address to ask about", ORDER));
    }

    void decide(Verdict verdict) {
      decided = decided == null ? verdict : decided;
    }
  }

  private static void planned(Question question, Case file) {
    if ("active".equals(question.status())) {
      file.pass("planned", "the request is active", ORDER);
    } else {
      file.decide(new Verdict.Withdrawn());
      file.rules.add(
          new RuleResult("planned", Outcome.REFUSE, "the request is " + question.status(), ORDER));
    }
  }

  private static void patient(Question question, Case file) {
    if (question.patient() == PatientState.ACTIVE || question.required()) {
      file.pass("patient-active", "there is somebody to write to", ORDER);
    } else {
      file.refuse(
          "patient-active",
          NotDoneReason.PATIENT_INACTIVE,
          "the patient is inactive, deceased, merged away or deleted",
          ORDER);
    }
  }

  private static void visit(Question question, Instant now, Case file) {
    if (question.anchor() == null) {
      file.pass("appointment", "it was planned for no visit", ORDER);
      return;
    }
    String status = question.visitStatus() == null ? "deleted" : question.visitStatus();
    switch (status) {
      case "booked" -> {
        if (!question.anchor().equals(question.visitStart())) {
          file.refuse(
              "appointment",
              NotDoneReason.APPOINTMENT_CHANGED,
              "it was planned for another start",
              ORDER);
        } else if (!now.isBefore(question.visitStart())) {
          file.refuse(
              "appointment",
              NotDoneReason.WINDOW_PASSED,
              "nothing about a visit goes out once it has begun",
              "Rapport contract 9, Plan");
        } else {
          file.pass("appointment", "the visit is booked, at the start it was planned for", ORDER);
        }
      }
      case "cancelled", "entered-in-error", "deleted" ->
          file.refuse(
              "appointment", NotDoneReason.APPOINTMENT_CANCELLED, "the visit is " + status, ORDER);
      default ->
          file.refuse(
              "appointment", NotDoneReason.CONDITION_NOT_MET, "the visit is " + status, ORDER);
    }
  }

  private static void due(Question question, Instant now, Case file) {
    if (now.isBefore(question.occurrence())) {
      file.defer("due", question.occurrence(), "it is not due yet", ORDER);
    } else {
      file.pass("due", "it is due since " + question.occurrence(), ORDER);
    }
  }

  private static void useful(Question question, Instant now, Case file) {
    if (question.useful(now)) {
      file.pass(
          "still-useful",
          question.usefulUntil() == null
              ? "it has no end"
              : "it is useful until " + question.usefulUntil(),
          HOUSE);
    } else {
      file.refuse(
          "still-useful",
          NotDoneReason.WINDOW_PASSED,
          "it was useful until " + question.usefulUntil(),
          HOUSE);
    }
  }

  private static void crisis(Question question, Instant now, Case file) {
    if (question.crisis() && !question.required()) {
      Instant again = now.plus(LOOK_AGAIN);
      file.defer(
          "crisis",
          question.useful(again) ? again : question.usefulUntil(),
          "a crisis waits for a person",
          HOUSE);
    } else {
      file.pass("crisis", "no crisis of the patient waits for a person", HOUSE);
    }
  }

  // Marketing that is paid for, or that touches a sensitive service, needs a signature besides.
  private static void authorization(
      Question question, Optional<Route> route, Instant now, Case file) {
    if (question.purpose() != OutreachPurpose.MARKETING || !question.paidOrSensitive()) {
      file.pass("authorization", "none is needed", AUTHORIZATION);
    } else if (route.isEmpty()) {
      file.notAsked("authorization");
    } else if (question.contacts().authorizes(question.purpose(), route.get().channel(), now)) {
      file.pass("authorization", "the patient has signed for it", AUTHORIZATION);
    } else {
      file.refuse(
          "authorization",
          NotDoneReason.NO_CONSENT,
          "it is paid for or touches a sensitive service, and the patient has not signed for that",
          AUTHORIZATION);
    }
  }

  private Optional<Route> route(Question question, Instant now, Case file) {
    Choice choice =
        question.answer() == null
            ? question.contacts().choose(question.purpose(), question.only(), now)
            : question
                .contacts()
                .answer(question.answer().to(), question.purpose(), question.required(), now);
    if (choice.route().isPresent()) {
      String channel = choice.route().get().channel().code();
      file.pass("address", "there is a usable address for " + channel, CONTRACT);
      file.pass(
          "consent",
          question.purpose().code()
              + (question.required() ? " is demanded, on " : " is permitted on ")
              + channel,
          permission(question, choice.route().get().channel(), now));
      return choice.route();
    }
    NotDoneReason refusal = choice.refusal().orElseThrow();
    if (refusal == NotDoneReason.INVALID_ADDRESS) {
      file.refuse("address", refusal, "there is no address that may be used", CONTRACT);
      file.notAsked("consent");
    } else {
      file.pass("address", "there is a usable address", CONTRACT);
      file.refuse(
          "consent",
          refusal,
          question.purpose().code() + " is permitted on no channel that there is an address for",
          permission(question, question.only().orElse(Channel.SMS), now));
    }
    return Optional.empty();
  }

  private String permission(Question question, Channel channel, Instant now) {
    List<PolicyRow> rows =
        new ArrayList<>(question.contacts().bases().rows(question.purpose(), channel, now));
    rows.addAll(
        policy.revocations(
            question.place(),
            question.purpose().code(),
            channel.code(),
            time.local(now, question.zone()).toLocalDate()));
    return rows.isEmpty() ? CONTRACT : CONTRACT + "; " + citations(rows);
  }

  private void hours(Question question, Route route, Instant now, Case file) {
    if (question.purpose() == OutreachPurpose.ACKNOWLEDGEMENT
        && now.isBefore(question.occurrence().plus(FRESH))) {
      file.pass("quiet-hours", "it answers what the patient has just done", HOUSE);
      return;
    }
    String purpose = question.purpose().code();
    String channel = route.channel().code();
    String source =
        citations(
            hours.rows(
                question.place(),
                purpose,
                channel,
                time.local(now, question.zone()).toLocalDate()));
    Instant next = hours.next(question.place(), purpose, channel, question.zone(), now);
    String zone = "in " + question.zone() + ", " + question.place();
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

  private static String citations(List<PolicyRow> rows) {
    return rows.stream()
        .map(row -> row.id() + ": " + row.citation() + (row.verified() ? "" : " (unverified)"))
        .collect(Collectors.joining("; "));
  }

  private void frequency(Question question, Route route, Instant now, Case file) {
    if (question.purpose() == OutreachPurpose.ACKNOWLEDGEMENT || question.uncounted()) {
      file.pass("frequency-cap", "answers and confirmations are not counted", HOUSE);
      return;
    }
    Optional<FrequencyCaps.Reached> reached =
        caps.reached(
            question.place(),
            question.purpose(),
            route.channel().code(),
            question.zone(),
            question.traffic(),
            now);
    if (reached.isEmpty()) {
      file.pass("frequency-cap", "there is room under every cap", HOUSE);
      return;
    }
    String source = citations(List.of(reached.get().row()));
    String detail = reached.get().counted() + " went out, or room is kept for what matters more";
    Instant until = reached.get().until();
    Instant opens =
        until.equals(Instant.MAX)
            ? until
            : hours.next(
                question.place(),
                question.purpose().code(),
                route.channel().code(),
                question.zone(),
                until);
    if (question.useful(opens) && !opens.equals(Instant.MAX) && beforeVisit(question, opens)) {
      file.defer("frequency-cap", opens, detail, source);
    } else {
      file.refuse("frequency-cap", NotDoneReason.FREQUENCY_CAP, detail, source);
    }
  }

  private static boolean beforeVisit(Question question, Instant at) {
    return question.anchor() == null || at.isBefore(question.anchor());
  }
}
