package org.rapport.server.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.consent.Addresses;
import org.rapport.server.inbound.Correspondents.Correspondent;
import org.rapport.server.inbound.Prompts.Prompt;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.outreach.message.EndedAddresses;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/** What follows from a text, by what it means: records, Tasks and answers of one transaction. */
@Component
class Consequences {
  /** How long after STOP its confirmation may go (47 CFR 64.1200(a)(12)). */
  private static final Duration CONFIRMATION = Duration.ofMinutes(5);

  /** As long as an acknowledgement is one (policy, "House rules"). */
  private static final Duration ACKNOWLEDGEMENT = Duration.ofMinutes(15);

  private static final Duration DAY = Duration.ofDays(1);

  private final Prompts prompts;
  private final VisitAnswers visits;
  private final Holds holds;
  private final EhrAnswers ehr;
  private final OptIns optIns;

  private final EndedAddresses ended;
  private final SaidBefore said;

  Consequences(
      Prompts prompts,
      VisitAnswers visits,
      Holds holds,
      EhrAnswers ehr,
      OptIns optIns,
      EndedAddresses ended,
      SaidBefore said) {
    this.ended = ended;
    this.said = said;
    this.prompts = prompts;
    this.visits = visits;
    this.holds = holds;
    this.ehr = ehr;
    this.optIns = optIns;
  }

  /**
   * A text with what is known of its sender.
   *
   * @param aboutVisitToo an opt-out's word that patients also use about a visit
   * @param again whether the address had opted out before, of everything or of one purpose
   * @param only the one purpose that an opt-out is from; null: from all
   */
  record Case(
      Inbound inbound,
      Meaning meaning,
      boolean aboutVisitToo,
      List<Correspondent> people,
      boolean again,
      OutreachPurpose only,
      Instant now) {
    List<String> patients() {
      return people.stream().map(Correspondent::patient).toList();
    }

    /** Those about whose visits this address may be told. */
    List<String> trusted() {
      return having(Correspondent::trusted);
    }

    /** Those about whose sensitive visits it may be told. */
    List<String> confiding() {
      return having(Correspondent::confidant);
    }

    private List<String> having(Predicate<Correspondent> trust) {
      return people.stream()
          .filter(person -> person.active() && trust.test(person))
          .map(Correspondent::patient)
          .toList();
    }
  }

  /** Adds everything to the transaction. */
  void write(Case it, Bundle bundle, InboundRecords records) {
    switch (it.meaning().kind()) {
      case CRISIS -> crisis(it, bundle, records);
      case STOP, UNCLEAR_STOP -> {
        it.patients().forEach(patient -> records.refusal(it.inbound(), patient, it.only()));
        stop(it, records);
      }
      // It is not the patient who says so: they have refused nothing.
      case WRONG_NUMBER -> {
        ended.end(bundle, it.inbound().from(), it.patients(), it.now());
        stop(it, records);
      }
      case START -> start(it, bundle, records);
      case HELP -> answer(it, records, AnswerKind.HELP, ACKNOWLEDGEMENT);
      case CONFIRM, RESCHEDULE, CANCEL_VISIT -> visit(it, bundle, records);
      case COURTESY, AUTOMATIC -> {
        // Recorded; there is nothing to do.
      }
      case OTHER -> forStaff(it, records, "The patient wrote. Please read and answer.");
    }
  }

  private void crisis(Case it, Bundle bundle, InboundRecords records) {
    String description =
        "A text from this address has crisis wording. Please contact the person now. Planned"
            + " messages are on hold until this Task is closed.";
    tasks(it, records, TaskCode.CRISIS, description);
    holds.hold(bundle, it.patients());
    answer(it, records, AnswerKind.CRISIS, ACKNOWLEDGEMENT);
  }

  private void stop(Case it, InboundRecords records) {
    // Texts alone have a rule about their confirmation; by e-mail it would be one more e-mail.
    if (!it.again() && it.inbound().from().channel() == Channel.SMS) {
      answer(
          it,
          records,
          it.only() == null
              ? AnswerKind.OPT_OUT_CONFIRMATION
              : AnswerKind.OPT_OUT_OF_KIND_CONFIRMATION,
          CONFIRMATION);
    }
    if (it.meaning().kind() == Meaning.Kind.WRONG_NUMBER) {
      tasks(
          it,
          records,
          TaskCode.RESOLVE_IDENTITY,
          "Whoever has this number says that it is not the patient's. Nothing more goes there.");
    } else if (it.meaning().kind() == Meaning.Kind.UNCLEAR_STOP) {
      tasks(
          it,
          records,
          TaskCode.CALL_BACK,
          "This may be an opt-out, and was taken as one. Please ask what was meant.");
    } else if (it.aboutVisitToo()) {
      for (Prompt prompt : outstanding(it)) {
        records.task(
            it.inbound(),
            TaskCode.CALL_BACK,
            prompt.patient(),
            prompt.visit(),
            "The patient opted out with a word that is also used about visits. Please ask whether"
                + " the visit was meant too.");
      }
    }
  }

  private void start(Case it, Bundle bundle, InboundRecords records) {
    holds.liftRefusals(bundle, it.inbound().from(), it.patients());
    answer(it, records, AnswerKind.OPT_IN_CONFIRMATION, ACKNOWLEDGEMENT);
  }

  private void visit(Case it, Bundle bundle, InboundRecords records) {
    Optional<String> optedIn = optIns.answered(it.inbound(), it.trusted());
    if (optedIn.isPresent()) {
      optIns.confirm(bundle, it.inbound(), optedIn.get());
      records.answer(it.inbound(), AnswerKind.OPT_IN_DONE, optedIn.get(), null, ACKNOWLEDGEMENT);
      return;
    }
    List<Prompt> open = outstanding(it);
    String token = it.meaning().token();
    List<Prompt> meant =
        token == null ? open : open.stream().filter(p -> token.equals(p.token())).toList();
    if (meant.size() == 1) {
      about(it, bundle, records, meant.get(0));
    } else if (open.size() > 1 && open.stream().allMatch(prompt -> prompt.token() != null)) {
      ask(it, records, open);
    } else {
      forStaff(
          it,
          records,
          "The patient answered about a visit, and it is not clear which. Please ask.");
    }
  }

  private void about(Case it, Bundle bundle, InboundRecords records, Prompt prompt) {
    AnswerKind kind;
    if (it.meaning().kind() == Meaning.Kind.CONFIRM) {
      visits.accepted(bundle, prompt.patient(), prompt.visit());
      kind = AnswerKind.CONFIRMED;
    } else {
      boolean comes = it.meaning().kind() == Meaning.Kind.RESCHEDULE;
      String task =
          records.task(
              it.inbound(),
              TaskCode.RESCHEDULE_REQUEST,
              prompt.patient(),
              prompt.visit(),
              comes
                  ? "The patient asks for another time. The visit stays booked until you move it."
                  : "The patient says that they do not come. Please cancel or move the visit.");
      ehr.tell(prompt.patient(), task);
      kind = comes ? AnswerKind.RESCHEDULE_NOTED : AnswerKind.CANCEL_NOTED;
    }
    records.answer(it.inbound(), kind, prompt.patient(), prompt.visit(), ACKNOWLEDGEMENT);
  }

  private static void ask(Case it, InboundRecords records, List<Prompt> open) {
    String choices =
        open.stream()
            .map(prompt -> "C" + prompt.token() + "/R" + prompt.token() + given(it, prompt))
            .collect(Collectors.joining(", "));
    CommunicationRequest request =
        records.answer(
            it.inbound(), AnswerKind.WHICH_VISIT, open.get(0).patient(), null, ACKNOWLEDGEMENT);
    request.addPayload().setContent(new StringType(choices));
  }

  private static String given(Case it, Prompt prompt) {
    return it.people().stream()
        .filter(person -> person.patient().equals(prompt.patient()) && person.given() != null)
        .map(person -> " (" + person.given() + ")")
        .findFirst()
        .orElse("");
  }

  private List<Prompt> outstanding(Case it) {
    return prompts.outstanding(
        it.trusted(), it.confiding(), it.inbound().from().channel(), it.now());
  }

  private static void answer(Case it, InboundRecords records, AnswerKind kind, Duration useful) {
    if (it.inbound().declared() != null && kind != AnswerKind.CRISIS) {
      // The provider has answered already.
      return;
    }
    // One answer to the address, in the name of the first. A number that nobody has is answered
    // too; a mailbox is not, as anybody can write in its name.
    if (!it.people().isEmpty()) {
      records.answer(it.inbound(), kind, it.patients().get(0), null, useful);
    } else if (it.inbound().from().channel() == Channel.SMS
        && Addresses.mobile(it.inbound().from().address(), null).isPresent()) {
      records.answer(it.inbound(), kind, null, null, useful);
    }
  }

  private void forStaff(Case it, InboundRecords records, String description) {
    // The same words again within a day are the same call, be it a machine or an impatient person.
    if (said.sameSince(it.inbound(), it.now().minus(DAY))) {
      return;
    }
    String patient = it.people().size() == 1 ? it.patients().get(0) : null;
    records.task(it.inbound(), TaskCode.CALL_BACK, patient, null, description);
  }

  private static void tasks(Case it, InboundRecords records, TaskCode code, String description) {
    if (it.people().isEmpty()) {
      records.task(it.inbound(), code, null, null, description);
    }
    it.patients().forEach(patient -> records.task(it.inbound(), code, patient, null, description));
  }
}
