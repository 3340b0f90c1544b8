package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.consent.ContactBook.Addressee;
import org.rapport.server.consent.ContactBook.Choice;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * Is it permitted? By address, consent, register of numbers, registered sender and signature
 * (policy, "Order of the gate", 2). Pure.
 */
final class PermittedRules {
  private static final String CONSENTS = "Rapport, docs/policy.md#consents";

  private final CivilTime time;
  private final Policy policy;
  private final SenderRegister senders;
  private final Optional<NumberRegisterRule> register;

  PermittedRules(CivilTime time, Policy policy, Map<Channel, String> senders, boolean register) {
    this.time = time;
    this.policy = policy;
    this.senders = new SenderRegister(policy, senders);
    this.register = register ? Optional.of(new NumberRegisterRule(time, policy)) : Optional.empty();
  }

  /** The way that it may go; empty where there is none. */
  Optional<Route> ask(Question question, Instant now, GateFile file) {
    Optional<Route> route = route(question, now, file);
    register.ifPresent(rule -> rule.ask(question, route, now, file));
    sender(question, route, now, file);
    authorization(question, route, now, file);
    return route;
  }

  private Optional<Route> route(Question question, Instant now, GateFile file) {
    Choice choice =
        question.answer() == null
            ? question.contacts().choose(question.purpose(), question.request().only(), now)
            : question
                .contacts()
                .answer(question.answer().to(), question.purpose(), question.required(), now);
    if (choice.route().isPresent()) {
      String channel = choice.route().get().channel().code();
      file.pass(
          "address",
          "there is a usable address" + whose(question, now) + " for " + channel,
          addressee(question, now));
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
      file.refuse(
          "address",
          refusal,
          "there is no address" + whose(question, now) + " that may be used",
          addressee(question, now));
      file.notAsked("consent");
    } else {
      file.pass(
          "address", "there is a usable address" + whose(question, now), addressee(question, now));
      file.refuse(
          "consent",
          refusal,
          question.purpose().code() + " is permitted on no channel that there is an address for",
          permission(question, question.request().only().orElse(Channel.SMS), now));
    }
    return Optional.empty();
  }

  private static String whose(Question question, Instant now) {
    return switch (acting(question, now)) {
      case PATIENT -> "";
      case PATIENT_ALONE -> " of the patient's alone, as nobody else is told,";
      case RESPONSIBLE -> " of who acts for the patient, who is not of age,";
    };
  }

  // Where the patient's age has decided, the rows that say so.
  private static String addressee(Question question, Instant now) {
    return acting(question, now) == Addressee.PATIENT
        ? CONSENTS
        : CONSENTS + "; " + Gate.citations(question.contacts().ages(now));
  }

  // What law or safety demand is answered where it came from, whosever that is.
  private static Addressee acting(Question question, Instant now) {
    return question.required()
        ? Addressee.PATIENT
        : question.contacts().addressee(question.request().only(), now);
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
    if (question.contacts().outgrown(question.purpose(), now)) {
      rows.addAll(question.contacts().ages(now));
    }
    return rows.isEmpty() ? CONSENTS : CONSENTS + "; " + Gate.citations(rows);
  }

  // Where a register of senders is kept, a message goes out only from one that is registered for
  // it.
  private void sender(Question question, Optional<Route> route, Instant now, GateFile file) {
    Channel channel = route.map(Route::channel).orElse(Channel.SMS);
    List<PolicyRow> register = senders.rows(question.place(), channel, day(question, now));
    if (register.isEmpty()) {
      return;
    }
    if (route.isEmpty()) {
      file.notAsked("sender");
      return;
    }
    String source = Gate.citations(register);
    if (senders.has(register, question.purpose(), channel) || question.required()) {
      file.pass("sender", "the sender is registered for it, or law demands it", source);
    } else {
      file.refuse(
          "sender",
          NotDoneReason.CONDITION_NOT_MET,
          "the sender is not registered for " + question.purpose().code(),
          source);
    }
  }

  // Marketing that is paid for, or that touches a sensitive service, needs a signature besides.
  private void authorization(Question question, Optional<Route> route, Instant now, GateFile file) {
    OutreachPurpose purpose = question.purpose();
    String channel = route.map(Route::channel).orElse(Channel.SMS).code();
    List<PolicyRow> rows =
        policy.authorizations(question.place(), purpose.code(), channel, day(question, now));
    String source = rows.isEmpty() ? CONSENTS : Gate.citations(rows);
    if (rows.isEmpty() || !question.limits().paidOrSensitive()) {
      file.pass("authorization", "none is needed", source);
    } else if (route.isEmpty()) {
      file.notAsked("authorization");
    } else if (question.contacts().authorizes(purpose, route.get().channel(), now)) {
      file.pass("authorization", "the patient has signed for it", source);
    } else {
      file.refuse(
          "authorization",
          NotDoneReason.NO_CONSENT,
          "it is paid for or touches a sensitive service, and the patient has not signed for that",
          source);
    }
  }

  private LocalDate day(Question question, Instant now) {
    return time.local(now, question.zone()).toLocalDate();
  }
}
