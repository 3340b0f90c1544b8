package org.rapport.profiles;

/** Canonical URLs, without version, of the shipped journeys, and the ids of their milestones. */
public final class Journeys {

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

  /** Four letters for those who asked. */
  public static final String EDUCATION_SERIES =
      Canonicals.BASE + "/PlanDefinition/education-series";

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

  /** The questions after a visit; a Questionnaire. */
  public static final String POST_VISIT_CHECK_IN =
      Canonicals.BASE + "/Questionnaire/post-visit-check-in";

  /** Id of the action that stands for the moment the patient came on the journey. */
  public static final String ENROLMENT = "enrolment";

  /** Id of the action that stands for what the journey is about: the visit. */
  public static final String FOCUS = "focus";

  private Journeys() {}
}
