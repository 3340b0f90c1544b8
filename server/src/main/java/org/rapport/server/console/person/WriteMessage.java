package org.rapport.server.console.person;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.console.CodeNames;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Parts;
import org.rapport.server.console.why.Explained;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What somebody writes to a person: kept as a draft while they type, so that nothing is lost and
 * colleagues see it, with what the gate would say of it; then sent, which the gate judges again.
 * The form's id is the request's: sending twice is once.
 */
@RestController
@RequestMapping("/console/people/{id:" + Desk.ID + "}")
public class WriteMessage {
  /** The Task that a message answers. */
  static final String TASK = "task";

  /** What goes with it: its version that was seen, its list, and the row after it. */
  static final List<String> ANSWERED = List.of(TASK, "_task", "from", "next");

  /**
   * What the gate says of a draft.
   *
   * @param goes whether it would go now
   * @param later whether it waits, and then goes
   * @param words in words; null: that is not for this person to know
   * @param refusals what keeps it, in words
   * @param text what was found of the words: their length, above all
   */
  public record Verdict(
      boolean goes, boolean later, String code, String words, List<String> refusals, String text) {}

  /** Keeps it, and says what would come of it. */
  @PostMapping("/draft")
  ResponseEntity<String> keep(@PathVariable("id") String patient, Desk desk) {
    if (desk.asked("text") == null) {
      return ResponseEntity.noContent().build();
    }
    CommunicationRequest draft = request(patient, desk, CommunicationRequestStatus.DRAFT);
    desk.fhir().put(draft);
    Verdict verdict;
    try {
      verdict = verdict(desk);
    } catch (ForbiddenOperationException withheld) {
      // Why a message may go can tell what is withheld from this person: they are told when it
      // goes.
      verdict = new Verdict(false, false, null, null, List.of(), null);
    }
    return desk.page("nav.people", "person/verdict.jte", verdict);
  }

  private static Verdict verdict(Desk desk) {
    Parameters answer = desk.fhir().ask("CommunicationRequest/" + desk.asked("form") + "/$explain");
    List<String> refusals = new ArrayList<>();
    String text = null;
    for (Explained.Rule rule : Explained.rules(desk, answer)) {
      if (rule.passed() && rule.name().equals("content")) {
        text = rule.detail();
      } else if (!rule.passed() && !rule.verdict().equals("not-asked")) {
        refusals.add(rule.detail().isEmpty() ? rule.title() : rule.title() + ": " + rule.detail());
      }
    }
    String code = Parts.text(answer, "verdict");
    boolean goes = code.equals("release");
    String until = Parts.text(answer, "until");
    return new Verdict(
        goes,
        !until.isEmpty(),
        code,
        until.isEmpty()
            ? Explained.verdict(desk, code)
            : desk.words()
                .say(
                    "verdict.until",
                    desk.times().full(new InstantType(until).getValue().toInstant())),
        refusals,
        text);
  }

  @PostMapping("/send")
  ResponseEntity<String> send(@PathVariable("id") String patient, Desk desk) {
    if (desk.asked("text") == null) {
      return desk.on("/console/people/" + patient + "#write");
    }
    CommunicationRequest message = request(patient, desk, CommunicationRequestStatus.ACTIVE);
    if (!put(message, desk)) {
      return desk.done("write.sent").on("/console/people/" + patient);
    }
    Verdict verdict = null;
    try {
      verdict = verdict(desk);
    } catch (BaseServerResponseException notYet) {
      // The gate has not been asked: what becomes of it stands in the thread.
    }
    boolean goes = verdict == null || verdict.goes() || verdict.later();
    String back = goes ? answered(desk) : null;
    String on = back == null ? "/console/people/" + patient : back;
    return verdict == null || verdict.goes()
        ? desk.done("write.sent").on(on)
        : desk.done("write.notsent", verdict.words()).on(on);
  }

  // false: it was sent already, by a first press of the same button.
  private static boolean put(CommunicationRequest message, Desk desk) {
    try {
      desk.fhir().put(message);
      return true;
    } catch (UnprocessableEntityException refused) {
      if (desk.fhir()
              .read(CommunicationRequest.class, message.getIdElement().getIdPart())
              .getStatus()
          == CommunicationRequestStatus.COMPLETED) {
        return false;
      }
      throw refused;
    }
  }

  /**
   * Closes what this answers, if nobody has changed it meanwhile.
   *
   * @return the list that it stood in, with the next row in focus; null: it answers nothing
   */
  private static String answered(Desk desk) {
    String id = desk.asked(TASK);
    if (id == null || !id.matches(Desk.ID)) {
      return null;
    }
    try {
      Task task = desk.fhir().read(Task.class, id);
      task.setId(new IdType("Task", id));
      desk.fhir().put(task.setStatus(Task.TaskStatus.COMPLETED), desk.asked("_task"));
    } catch (BaseServerResponseException changed) {
      // A colleague has it, or has closed it: it is theirs to say what became of it.
    }
    String from = desk.asked("from", "");
    String next = desk.asked("next");
    return (from.startsWith("/console/") ? from : "/console/conversations")
        + (next == null ? "" : "#row-" + next);
  }

  @PostMapping("/discard")
  ResponseEntity<String> discard(@PathVariable("id") String patient, Desk desk) {
    CommunicationRequest draft = desk.fhir().read(CommunicationRequest.class, desk.asked("form"));
    draft.setStatus(CommunicationRequestStatus.ENTEREDINERROR);
    desk.fhir().put(draft);
    return desk.done("write.discarded").on("/console/people/" + patient);
  }

  private static CommunicationRequest request(
      String patient, Desk desk, CommunicationRequestStatus status) {
    CommunicationRequest request = new CommunicationRequest();
    request.setId(new IdType("CommunicationRequest", desk.asked("form")));
    request.setStatus(status);
    request.setSubject(new Reference("Patient/" + patient));
    request.addCategory(
        CodeNames.concept(
            Coded.find(OutreachPurpose.values(), desk.asked("purpose"))
                .orElse(OutreachPurpose.CARE)));
    Coded.find(Channel.values(), desk.asked("channel"))
        .ifPresent(channel -> request.addMedium(CodeNames.concept(channel)));
    request.addPayload().setContent(new StringType(desk.asked("text")));
    request.setAuthoredOn(Date.from(desk.now()));
    // An update has to say it again: colleagues are told whose draft it is.
    request.setRequester(desk.user().asWriter());
    return request;
  }
}
