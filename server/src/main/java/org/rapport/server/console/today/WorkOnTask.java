package org.rapport.server.console.today;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.CodeNames;
import org.rapport.server.console.Desk;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.TaskCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What somebody does about a Task: take it, say how a call went, put it off, close it, undo. Each
 * is held to the version that they saw: what a colleague did meanwhile is not written over.
 */
@RestController
@RequestMapping("/console/tasks/{task:" + Desk.ID + "}")
class WorkOnTask {
  /** So long before the end of a promise it is looked at again at the latest. */
  private static final Duration MARGIN = Duration.ofMinutes(15);

  /** How long after it is to be looked at again a late one has. */
  private static final Duration AGAIN = Duration.ofHours(1);

  @PostMapping("/take")
  ResponseEntity<String> take(@PathVariable("task") String id, Desk desk) {
    Task task = desk.fhir().read(Task.class, id);
    String seen = seen(task, desk);
    Optional<String> colleague = takenByAnother(task, desk);
    if (colleague.isPresent() && !seen.equals(task.getIdElement().getVersionIdPart())) {
      return next(desk.done("today.done.taken-by", colleague.get()), id);
    }
    take(task, desk);
    if (task.getStatus() == TaskStatus.REQUESTED || task.getStatus() == TaskStatus.READY) {
      task.setStatus(TaskStatus.ACCEPTED);
    }
    return save(task, desk, "today.done.taken");
  }

  /** What a call came to. */
  @PostMapping("/call")
  ResponseEntity<String> call(@PathVariable("task") String id, Desk desk) {
    Task task = desk.fhir().read(Task.class, id);
    CallOutcome outcome =
        Coded.find(CallOutcome.values(), desk.asked("outcome")).orElse(CallOutcome.NO_ANSWER);
    String said = desk.name(outcome);
    take(task, desk);
    if (!TaskCode.LEAD.code().equals(task.getCode().getCodingFirstRep().getCode())) {
      task.setStatus(TaskStatus.COMPLETED);
      task.setBusinessStatus(CodeNames.concept(outcome));
      note(task, desk);
      return save(task, desk, "today.done.called", said);
    }
    boolean reached = outcome == CallOutcome.REACHED;
    if (LeadStage.NEW.code().equals(task.getBusinessStatus().getCodingFirstRep().getCode())
        || reached) {
      task.setBusinessStatus(CodeNames.concept(reached ? LeadStage.ENGAGED : LeadStage.CONTACTED));
    }
    if (outcome == CallOutcome.NO_ANSWER || outcome == CallOutcome.LEFT_MESSAGE) {
      // The promise was an answer, and this was one: it is due no more.
      task.getRestriction().getPeriod().setEndElement(null);
      notBefore(task, desk.now().plus(hours(desk, 2)), desk.now());
    }
    note(task, desk);
    Communication call = made(task, outcome, desk);
    String seen = seen(task, desk);
    desk.fhir().put(unversioned(task), seen, call);
    return next(desk.done("today.done.called", said), id);
  }

  @PostMapping("/later")
  ResponseEntity<String> later(@PathVariable("task") String id, Desk desk) {
    Task task = desk.fhir().read(Task.class, id);
    notBefore(task, desk.now().plus(hours(desk, 2)), desk.now());
    return save(task, desk, "today.done.later");
  }

  /** Done, or an inquiry that is not for us. */
  @PostMapping("/close")
  ResponseEntity<String> close(@PathVariable("task") String id, Desk desk) {
    Task task = desk.fhir().read(Task.class, id);
    String stage = desk.asked("stage");
    if (stage != null) {
      Coded.find(LeadStage.values(), stage)
          .ifPresent(one -> task.setBusinessStatus(CodeNames.concept(one)));
      task.setStatus(
          LeadStage.BOOKED.code().equals(stage) ? TaskStatus.COMPLETED : TaskStatus.CANCELLED);
    } else {
      task.setStatus(TaskStatus.COMPLETED);
    }
    note(task, desk);
    return save(task, desk, "today.done.closed");
  }

  /** Puts back the version before. */
  @PostMapping("/undo")
  ResponseEntity<String> undo(@PathVariable("task") String id, Desk desk) {
    Task before = desk.fhir().read(Task.class, id, desk.asked("before"));
    before.setId(new IdType("Task", id));
    before.getMeta().setVersionId(null);
    desk.fhir().put(before, desk.asked("_version"));
    return next(desk.done("today.done.undone"), null);
  }

  private static ResponseEntity<String> save(Task task, Desk desk, String words, Object... values) {
    String seen = seen(task, desk);
    String id = task.getIdElement().getIdPart();
    IdType after = (IdType) desk.fhir().put(unversioned(task), seen).getId();
    desk.done(words, values);
    if (task.getStatus() != TaskStatus.COMPLETED && task.getStatus() != TaskStatus.CANCELLED) {
      desk.undo(
          "/console/tasks/" + id + "/undo",
          Map.of(
              "before",
              seen,
              "_version",
              after.getVersionIdPart(),
              "from",
              desk.asked("from", "/console/today"),
              "next",
              ""));
    }
    return next(desk, id);
  }

  /** The version that was on the page; the one that is read now where it does not say. */
  private static String seen(Task task, Desk desk) {
    return desk.asked("_version", task.getIdElement().getVersionIdPart());
  }

  private static Task unversioned(Task task) {
    task.setId(new IdType("Task", task.getIdElement().getIdPart()));
    return task;
  }

  /** Back to where they were, with the row after this one in focus. */
  private static ResponseEntity<String> next(Desk desk, String done) {
    String from = desk.asked("from", "/console/today");
    String next = desk.asked("next");
    return desk.on(
        (from.startsWith("/console/") ? from : "/console/today")
            + (next == null ? "" : "#row-" + next));
  }

  /** The name of the colleague who has it; empty where nobody has, or who asks. */
  private static Optional<String> takenByAnother(Task task, Desk desk) {
    return Optional.ofNullable(task.getExtensionByUrl(Extensions.TAKEN_BY))
        .map(taken -> (Reference) taken.getValue())
        .filter(by -> desk.user().practitioner() == null || !desk.user().wrote(by))
        .map(Reference::getDisplay);
  }

  private static void take(Task task, Desk desk) {
    task.getExtension().removeIf(one -> one.getUrl().equals(Extensions.TAKEN_BY));
    if (desk.user().practitioner() != null) {
      task.addExtension(Extensions.TAKEN_BY, desk.user().asWriter());
    }
  }

  private static void note(Task task, Desk desk) {
    String note = desk.asked("note");
    if (note != null) {
      task.addNote().setText(note).setTime(Date.from(desk.now()));
    }
  }

  /**
   * A period has to begin before it ends. What was promised and not yet kept is not put off beyond
   * the promise; what is late already gets a new one.
   */
  private static void notBefore(Task task, Instant wanted, Instant now) {
    Period period = task.getRestriction().getPeriod();
    Instant end = period.hasEnd() ? period.getEnd().toInstant() : null;
    Instant start = wanted;
    if (end != null && end.isAfter(now) && !end.isAfter(start.plus(MARGIN))) {
      start = end.minus(MARGIN).isAfter(now) ? end.minus(MARGIN) : now;
    } else if (end != null && !end.isAfter(start)) {
      period.setEnd(Date.from(start.plus(AGAIN)));
    }
    period.setStart(Date.from(start));
    task.getRestriction().setPeriod(period);
  }

  private static Duration hours(Desk desk, int usual) {
    try {
      int hours = Integer.parseInt(desk.asked("hours", Integer.toString(usual)));
      return Duration.ofHours(Math.max(1, Math.min(hours, 24 * 14)));
    } catch (NumberFormatException e) {
      return Duration.ofHours(usual);
    }
  }

  private static Communication made(Task lead, CallOutcome outcome, Desk desk) {
    Communication call = new Communication();
    call.setStatus(CommunicationStatus.COMPLETED);
    call.addCategory(CodeNames.concept(EngagementCategory.CALL));
    call.addMedium(CodeNames.concept(Channel.VOICE));
    call.setSubject(lead.getFor());
    call.addRecipient(lead.getFor());
    call.addAbout(new Reference("Task/" + lead.getIdElement().getIdPart()));
    call.setStatusReason(CodeNames.concept(outcome));
    call.setSent(Date.from(desk.now()));
    // Which number was called: what is wrong with one is not wrong with another.
    if (desk.asked("telephone") != null) {
      call.addExtension(
          Extensions.SENT_TO,
          new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue(desk.asked("telephone")));
    }
    if (desk.user().practitioner() != null) {
      call.setSender(new Reference("Practitioner/" + desk.user().practitioner()));
    }
    String note = desk.asked("note");
    if (note != null) {
      call.addNote().setText(note);
    }
    return call;
  }
}
