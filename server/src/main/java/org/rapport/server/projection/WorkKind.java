package org.rapport.server.projection;

import java.util.Optional;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.rapport.terminology.TaskCode;

/**
 * What a Task is to whoever does it. A call to make because somebody wrote is a reply that is owed;
 * what staff seldom have to do goes by the code of its Task.
 */
public enum WorkKind {
  CRISIS("crisis"),
  INQUIRY("inquiry"),
  CALL("call"),
  REPLY("reply"),
  ESCALATION("escalation"),
  DELIVERY_UNKNOWN("delivery-unknown"),
  REVIEW_JOURNEY("review-journey"),
  RESOLVE_IDENTITY("resolve-identity"),
  DEAD_LETTER("dead-letter"),
  BREAK_GLASS("break-glass"),
  /** Of a code that is not ours, or of none. */
  OTHER("other");

  private final String code;

  WorkKind(String code) {
    this.code = code;
  }

  /** The code of {@code Task/$worklist}. */
  public String code() {
    return code;
  }

  /** The kind of this code; empty where there is none. */
  public static Optional<WorkKind> fromCode(String code) {
    for (WorkKind kind : values()) {
      if (kind.code.equals(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** What a Task is. */
  public static WorkKind of(Task task) {
    return task.getCode().getCoding().stream()
        .filter(coding -> TaskCode.SYSTEM.equals(coding.getSystem()))
        .flatMap(coding -> TaskCode.fromCode(coding.getCode()).stream())
        .findFirst()
        .map(code -> of(code, task))
        .orElse(OTHER);
  }

  private static WorkKind of(TaskCode code, Task task) {
    return switch (code) {
      case CRISIS -> CRISIS;
      case LEAD -> INQUIRY;
      case CALL_BACK -> wrote(task) ? REPLY : CALL;
      case RESCHEDULE_REQUEST -> REPLY;
      case ESCALATION -> ESCALATION;
      case DELIVERY_UNKNOWN -> DELIVERY_UNKNOWN;
      case REVIEW_JOURNEY -> REVIEW_JOURNEY;
      case RESOLVE_IDENTITY -> RESOLVE_IDENTITY;
      case DEAD_LETTER -> DEAD_LETTER;
      case BREAK_GLASS -> BREAK_GLASS;
    };
  }

  // Because of a message; of a call in vain, or a call that is planned, the Task is about it.
  private static boolean wrote(Task task) {
    return "Communication"
        .equals(task.getReasonReference().getReferenceElement().getResourceType());
  }

  /** In which order a Task presses: a crisis before everything, then by its priority. */
  int rank(Task task) {
    if (this == CRISIS) {
      return 0;
    }
    return switch (task.hasPriority() ? task.getPriority() : TaskPriority.ROUTINE) {
      case STAT -> 1;
      case ASAP -> 2;
      case URGENT -> 3;
      default -> 4;
    };
  }
}
