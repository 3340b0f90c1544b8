package org.rapport.profiles;

/** Canonical URLs of the profiles. */
public final class Profiles {

  /** A visit that journeys plan around. */
  public static final String ENGAGEMENT_APPOINTMENT =
      Canonicals.STRUCTURE + "engagement-appointment";

  /** What passed between a patient and the clinic, and what was refused. */
  public static final String ENGAGEMENT_COMMUNICATION =
      Canonicals.STRUCTURE + "engagement-communication";

  /** A person the clinic may write to. */
  public static final String ENGAGEMENT_PATIENT = Canonicals.STRUCTURE + "engagement-patient";

  /** What a patient permits or denies about messages. */
  public static final String OUTREACH_CONSENT = Canonicals.STRUCTURE + "outreach-consent";

  /** Work for the people of the clinic. */
  public static final String OUTREACH_TASK = Canonicals.STRUCTURE + "outreach-task";

  /** A message that will be sent when it is due, if the gate permits it then. */
  public static final String PLANNED_MESSAGE = Canonicals.STRUCTURE + "planned-message";

  private Profiles() {}
}
