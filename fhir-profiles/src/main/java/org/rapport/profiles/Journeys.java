package org.rapport.profiles;

/** Canonical URLs, without version, of the shipped journeys, and the ids of their milestones. */
public final class Journeys {

  /** One reminder of a form that was kept. */
  public static final String ABANDONED_FORM = Canonicals.BASE + "/PlanDefinition/abandoned-form";

  /** Confirms a visit, prepares it and reminds of it. */
  public static final String APPOINTMENT_REMINDERS =
      Canonicals.BASE + "/PlanDefinition/appointment-reminders";

  /** Offers another time for a visit that was called off. */
  public static final String APPOINTMENT_CANCELLED =
      Canonicals.BASE + "/PlanDefinition/appointment-cancelled";

  /** A kind message after a visit that the patient did not come to. */
  public static final String APPOINTMENT_NO_SHOW =
      Canonicals.BASE + "/PlanDefinition/appointment-no-show";

  /** The same with fewer messages, for mental health. */
  public static final String APPOINTMENT_REMINDERS_GENTLE =
      Canonicals.BASE + "/PlanDefinition/appointment-reminders-gentle";

  /** An offer to answer questions, a week after a download. */
  public static final String DOWNLOAD_FOLLOW_UP =
      Canonicals.BASE + "/PlanDefinition/download-follow-up";

  /** Four letters for those who asked. */
  public static final String EDUCATION_SERIES =
      Canonicals.BASE + "/PlanDefinition/education-series";

  /** Acknowledges an inquiry and follows up, gently. */
  public static final String LEAD_INTAKE = Canonicals.BASE + "/PlanDefinition/lead-intake";

  /** A text to who called in vain. */
  public static final String MISSED_CALL = Canonicals.BASE + "/PlanDefinition/missed-call";

  /** Says what we cannot do, and who may help. */
  public static final String OUT_OF_SCOPE = Canonicals.BASE + "/PlanDefinition/out-of-scope";

  /** A form that is not filled in three days before the visit. */
  public static final String PAPERWORK_NUDGE = Canonicals.BASE + "/PlanDefinition/paperwork-nudge";

  /** Aftercare, how it was, and an invitation to review. */
  public static final String POST_VISIT = Canonicals.BASE + "/PlanDefinition/post-visit";

  /** A call for those whose visit went badly. */
  public static final String POST_VISIT_ANSWER =
      Canonicals.BASE + "/PlanDefinition/post-visit-answer";

  /** Two invitations to members of a segment. */
  public static final String PREVENTIVE_OUTREACH =
      Canonicals.BASE + "/PlanDefinition/preventive-outreach";

  /** The form that asks for a visit; a Questionnaire. */
  public static final String APPOINTMENT_REQUEST =
      Canonicals.BASE + "/Questionnaire/appointment-request";

  /** The questions after a visit; a Questionnaire. */
  public static final String POST_VISIT_CHECK_IN =
      Canonicals.BASE + "/Questionnaire/post-visit-check-in";

  /** Id of the action that stands for the moment the patient came on the journey. */
  public static final String ENROLMENT = "enrolment";

  /** Id of the action that stands for what the journey is about: the visit. */
  public static final String FOCUS = "focus";

  private Journeys() {}
}
