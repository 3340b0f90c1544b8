package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.outreach.message.DueMessage.Recipient;
import org.rapport.server.outreach.message.DueMessage.Request;
import org.rapport.server.outreach.message.DueMessage.Visit;
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
  static final String HOUSE = "Rapport, docs/policy.md#house-rules";
  static final String ORDER = "Rapport, docs/policy.md#order-of-the-gate";

  private final PermittedRules permitted;
  private final TimelyRules timely;

  /** A gate of a clinic that does not say from which senders it writes. */
  public Gate(CivilTime time, Policy policy) {
    this(time, policy, Map.of());
  }

  /**
   * The gate.
   *
   * @param senders the number or mailbox that messages come from, by channel, in normal form
   */
  public Gate(CivilTime time, Policy policy, Map<Channel, String> senders) {
    this(time, policy, senders, false);
  }

  /**
   * The gate of a clinic that may ask a register of reassigned numbers.
   *
   * @param register whether there is one to be asked; rows about registers hold only then
   */
  public Gate(CivilTime time, Policy policy, Map<Channel, String> senders, boolean register) {
    this.permitted = new PermittedRules(time, policy, senders, register);
    this.timely = new TimelyRules(time, policy);
  }

  /**
   * What the gate is asked about.
   *
   * @param answer what it answers, or null
   * @param place whose law holds
   */
  public record Question(
      Request request,
      Recipient recipient,
      Visit visit,
      Answer answer,
      ContactBook contacts,
      Jurisdiction place,
      Limits limits) {
    OutreachPurpose purpose() {
      return request.purpose();
    }

    /** Whose wall clock the hours are in. */
    ZoneId zone() {
      return recipient.zone();
    }

    /** An acknowledgement that law or safety demand of any address, at once. */
    boolean required() {
      return answer != null
          && (answer.kind().required()
              || answer.stranger() && answer.kind() == AnswerKind.OPT_IN_CONFIRMATION)
          && purpose() == OutreachPurpose.ACKNOWLEDGEMENT;
    }

    /** The rows by which it may not tell all; an answer goes to who has just written there. */
    public List<PolicyRow> withoutNotice(Channel channel, Instant now) {
      return answer == null ? contacts.withoutNotice(purpose(), channel, now) : List.of();
    }

    boolean useful(Instant at) {
      return request.window().useful(at);
    }
  }

  /**
   * What holds a permitted message back.
   *
   * @param traffic what went and is to go to the patient, as far as caps count it
   * @param uncounted a confirmation or a cancellation, which no cap counts or holds back
   * @param paidOrSensitive a third party pays for it, or it touches a sensitive service
   */
  public record Limits(Traffic traffic, boolean uncounted, boolean paidOrSensitive) {}

  /**
   * One of the fixed answers, to the address that it answers.
   *
   * @param stranger no patient has that address: there is nobody whose consents could be asked
   */
  public record Answer(AnswerKind kind, Route to, boolean stranger) {
    /** An answer to a patient. */
    public Answer(AnswerKind kind, Route to) {
      this(kind, to, false);
    }
  }

  /** What the gate answers. */
  public sealed interface Verdict {
    /** As records and explanations have it. */
    String code();

    /** It may go now, this way. */
    record Release(Route route) implements Verdict {
      @Override
      public String code() {
        return "release";
      }
    }

    /** Not now; ask again then. */
    record Defer(Instant until) implements Verdict {
      @Override
      public String code() {
        return "defer";
      }
    }

    /** Never. */
    record Refuse(NotDoneReason reason) implements Verdict {
      @Override
      public String code() {
        return reason.code();
      }
    }

    /** It is not planned any more; nothing is to be recorded. */
    record Withdrawn() implements Verdict {
      @Override
      public String code() {
        return "withdrawn";
      }
    }
  }

  /**
   * The verdict and what led to it.
   *
   * @param rules every rule in order; those after a rule that needs an address are not asked when
   *     there is none
   * @param unasked a number that a register of reassigned numbers is to be asked about
   */
  public record Examination(Verdict verdict, List<RuleResult> rules, Optional<Route> unasked) {
    /** Whether it may go now, or later. */
    public boolean open() {
      return verdict instanceof Verdict.Release || verdict instanceof Verdict.Defer;
    }
  }

  /** Judges one message at {@code now}. */
  public Verdict judge(Question question, Instant now) {
    return examine(question, now).verdict();
  }

  /** Judges one message at {@code now}, and says what each rule said. */
  public Examination examine(Question question, Instant now) {
    GateFile file = new GateFile();
    WantedRules.ask(question, now, file);
    Optional<Route> route = permitted.ask(question, now, file);
    timely.ask(question, route, now, file);
    return file.examination(route);
  }

  /** Where rules stand, as results of rules name their source. */
  public static String citations(List<PolicyRow> rows) {
    return rows.stream()
        .map(row -> row.id() + ": " + row.citation() + (row.verified() ? "" : " (unverified)"))
        .collect(Collectors.joining("; "));
  }
}
