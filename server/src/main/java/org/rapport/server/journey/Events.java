package org.rapport.server.journey;

import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.rapport.server.journey.Journey.Trigger;
import org.rapport.terminology.Coded;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.JourneyEvent;
import org.rapport.terminology.TaskCode;

/**
 * What the events of triggers mean as states of their focus. A journey is wanted while the state
 * is, so that events that are lost, late, doubled or out of order lead to one plan.
 */
public final class Events {
  /** The topic that the first journeys named: a visit is booked, moved or otherwise changed. */
  public static final String APPOINTMENT_CHANGE =
      Coded.BASE + "/SubscriptionTopic/appointment-change";

  private static final String LEAD_CHANGE = Coded.BASE + "/SubscriptionTopic/lead-change";

  private static final Map<String, JourneyEvent> TOPICS =
      Map.of(
          APPOINTMENT_CHANGE, JourneyEvent.APPOINTMENT_BOOKED,
          LEAD_CHANGE, JourneyEvent.LEAD_STAGE_CHANGED);

  private static final Set<String> ANSWERED =
      Set.of(
          QuestionnaireResponseStatus.COMPLETED.toCode(),
          QuestionnaireResponseStatus.AMENDED.toCode());

  private static final Set<String> UNDONE =
      Set.of(
          Focus.DELETED,
          CommunicationStatus.ENTEREDINERROR.toCode(),
          CommunicationStatus.NOTDONE.toCode());

  /** Of every type that a journey can be about: each has its own words for it. */
  private static final Set<String> OVER =
      Set.of(
          Focus.DELETED,
          "entered-in-error",
          "cancelled",
          "rejected",
          "failed",
          "completed",
          "revoked",
          "stopped");

  private Events() {}

  /** The event of a trigger's name: a code of ours, or a topic; null for another name. */
  public static JourneyEvent of(String name) {
    JourneyEvent topic = name == null ? null : TOPICS.get(name);
    return topic != null ? topic : JourneyEvent.fromCode(name).orElse(null);
  }

  /** The resource type that an event is about. */
  public static String focusType(JourneyEvent event) {
    return switch (event) {
      case APPOINTMENT_BOOKED,
          APPOINTMENT_MOVED,
          APPOINTMENT_CANCELLED,
          APPOINTMENT_NO_SHOW,
          APPOINTMENT_FULFILLED ->
          "Appointment";
      case LEAD_CREATED, LEAD_STAGE_CHANGED, QUESTIONNAIRE_ASSIGNED -> "Task";
      case FORM_ABANDONED, QUESTIONNAIRE_ANSWERED -> "QuestionnaireResponse";
      case CALL_MISSED, DOCUMENT_DOWNLOADED, REPLY_RECEIVED -> "Communication";
      case SEGMENT_ENTERED -> "Patient";
    };
  }

  /** Whether a trigger is about a visit that is still to come. */
  static boolean upcomingVisit(Trigger trigger) {
    JourneyEvent event = of(trigger.event());
    return event == JourneyEvent.APPOINTMENT_BOOKED || event == JourneyEvent.APPOINTMENT_MOVED;
  }

  /** Whether the focus is in the state that the trigger is for. Its condition is another matter. */
  static boolean holds(Trigger trigger, Focus focus) {
    if (!trigger.focusType().equals(focus.type())
        || trigger.segment().filter(group -> !focus.kinds().contains(group)).isPresent()) {
      return false;
    }
    JourneyEvent event = of(trigger.event());
    if (event == null) {
      return !OVER.contains(focus.status());
    }
    return switch (event) {
      case APPOINTMENT_BOOKED, APPOINTMENT_MOVED ->
          AppointmentStatus.BOOKED.toCode().equals(focus.status()) && focus.start() != null;
      case APPOINTMENT_CANCELLED -> AppointmentStatus.CANCELLED.toCode().equals(focus.status());
      case APPOINTMENT_NO_SHOW -> AppointmentStatus.NOSHOW.toCode().equals(focus.status());
      case APPOINTMENT_FULFILLED -> AppointmentStatus.FULFILLED.toCode().equals(focus.status());
      case LEAD_CREATED, LEAD_STAGE_CHANGED ->
          focus.kinds().contains(TaskCode.LEAD.code()) && !OVER.contains(focus.status());
      case FORM_ABANDONED -> QuestionnaireResponseStatus.INPROGRESS.toCode().equals(focus.status());
      case CALL_MISSED -> happened(focus, EngagementCategory.MISSED_CALL);
      case DOCUMENT_DOWNLOADED -> happened(focus, EngagementCategory.DOWNLOAD);
      case REPLY_RECEIVED -> happened(focus, EngagementCategory.REPLY);
      case SEGMENT_ENTERED -> !OVER.contains(focus.status());
      case QUESTIONNAIRE_ANSWERED -> ANSWERED.contains(focus.status());
      case QUESTIONNAIRE_ASSIGNED ->
          focus.kinds().contains(Focus.QUESTIONNAIRE) && !OVER.contains(focus.status());
    };
  }

  private static boolean happened(Focus focus, EngagementCategory category) {
    return focus.kinds().contains(category.code()) && !UNDONE.contains(focus.status());
  }
}
