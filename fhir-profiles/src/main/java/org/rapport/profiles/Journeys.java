package org.rapport.profiles;

/** Canonical URLs, without version, of the shipped journeys, and the ids of their milestones. */
public final class Journeys {

  /** Confirms a visit, prepares it and reminds of it. */
  public static final String APPOINTMENT_REMINDERS =
      Canonicals.BASE + "/PlanDefinition/appointment-reminders";

  /** Id of the action that stands for the moment the patient came on the journey. */
  public static final String ENROLMENT = "enrolment";

  /** Id of the action that stands for what the journey is about: the visit. */
  public static final String FOCUS = "focus";

  private Journeys() {}
}
